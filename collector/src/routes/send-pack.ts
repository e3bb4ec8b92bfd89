import type { Readable } from 'node:stream';
import type { FastifyReply } from 'fastify';
import { packHeader } from '../assessments/desk/made-pack.ts';
import type { MadePack } from '../assessments/desk/made-pack.ts';
import { deskLimits } from '../limits/limits.ts';

const mostReplaced = 50;
/** Of a workbook's rows and labels: a header has room for no more. The rest is seen in the workbook. */
const mostTold = 20;

/** A download that ends where the other side takes nothing any more. */
export function sendPack(reply: FastifyReply, pack: MadePack, stream: Readable): FastifyReply {
  reply.raw.setTimeout(deskLimits.downloadSilenceMs, () => reply.raw.destroy());
  const name = `tenken-${pack.assessment.slice(0, 8)}-${pack.state}.zip`;
  return reply
    .type('application/zip')
    .header('content-length', pack.bytes)
    .header('content-disposition', `attachment; filename="${name}"`)
    .header(packHeader, receiptOf(pack))
    .send(stream);
}

/** A header holds ASCII only; where the collector made the pack is nobody's matter. */
function receiptOf({ replacedCharacters, template, ...pack }: MadePack): string {
  const receipt = {
    ...pack,
    path: undefined,
    replacedCharacters: replacedCharacters.slice(0, mostReplaced),
    template: template && {
      ...template,
      cramped: template.cramped.slice(0, mostTold),
      crampedBeyond: Math.max(0, template.cramped.length - mostTold),
      cover: template.cover.slice(0, mostTold),
    },
  };
  return JSON.stringify(receipt).replaceAll(
    /[\u007f-\uffff]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
