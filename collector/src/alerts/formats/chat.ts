import { textOf } from '../message.ts';
import type { AlertMessage } from '../message.ts';

/** What an incoming webhook of Slack, and of what speaks like it, takes. Its text has three characters of its own. */
export function slackOf(message: AlertMessage): Record<string, unknown> {
  const escaped = textOf(message).replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
  // Without `mrkdwn: false`, a host named *x* would be shown as bold.
  return { text: escaped, mrkdwn: false };
}

/**
 * What a workflow of Teams takes: a message with one Adaptive Card. Its text is in runs, which are shown as they are; a
 * plain text block would read Markdown, and a host could be named like a link.
 */
export function teamsOf(message: AlertMessage): Record<string, unknown> {
  const run = (text: string, more = {}) => ({
    type: 'RichTextBlock',
    inlines: [{ type: 'TextRun', text, ...more }],
  });
  return {
    type: 'message',
    attachments: [
      {
        contentType: 'application/vnd.microsoft.card.adaptive',
        content: {
          $schema: 'http://adaptivecards.io/schemas/adaptive-card.json',
          type: 'AdaptiveCard',
          version: '1.4',
          body: [
            run(message.subject, { weight: 'bolder', size: 'medium' }),
            ...message.lines.map((line) => run(line)),
            run(message.url),
            run(`ID: ${message.id}`, { isSubtle: true, size: 'small' }),
          ],
        },
      },
    ],
  };
}
