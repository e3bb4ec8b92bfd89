import { evidenceKinds } from '@tenken/controls/evidence';
import { loadRecording, recordingNames } from '@tenken/controls/testing';

let texts: Buffer[] | null = null;
const maxSeedBytes = 8192;

/** What real programs printed and files held in all recordings: the inputs that parsers meet. */
export function recordedTexts(): readonly Buffer[] {
  texts ??= read();
  return texts;
}

function read(): Buffer[] {
  const found = new Set<string>();
  for (const { id } of evidenceKinds) {
    for (const name of recordingNames(id)) {
      const { commands, files } = loadRecording(id, name);
      for (const answers of Object.values(commands)) {
        for (const answer of [answers].flat()) if ('stdout' in answer) found.add(answer.stdout);
      }
      for (const answers of Object.values(files)) {
        for (const answer of [answers].flat()) if ('text' in answer) found.add(answer.text);
      }
    }
  }
  return [...found]
    .filter((text) => text !== '' && text.length <= maxSeedBytes)
    .map((text) => Buffer.from(text));
}
