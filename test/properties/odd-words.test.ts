import { controls, judge } from '@tenken/controls';
import { collect, evidenceKinds } from '@tenken/controls/evidence';
import { loadRecording, recordingNames } from '@tenken/controls/testing';
import { ReplayHost } from '@tenken/shared';
import type { Recording } from '@tenken/shared';
import { expect, test } from 'vitest';
import { Chance } from '../fuzz/engine/mutate.ts';
import { seededRandom, wholeNumberFrom } from '../support/random.ts';

const changes = wholeNumberFrom('TENKEN_WORD_CHANGES', 6);

/** Names that every object has, each with a word of the same length and order that none has. */
const pairs = [
  ['constructor', 'constructos'],
  ['__proto__', '__proto_a'],
  ['toString', 'toStrinh'],
  ['valueOf', 'valueOg'],
] as const;

// Only answers: what was asked stays what it is.
const answers = ['commands', 'files', 'links', 'registry', 'cim', 'exchanges'] as const;
// A word where a value stands, in what programs print and files hold.
const valueWord = /(?<=^|[=:"'\s;,(|>])[A-Za-z][\w.-]{0,40}(?=$|["'\s;,)|<])(?!" ?:)/g;
/** Members that a recording has of itself. */
const own = new Set(['base64', 'ended', 'error', 'kind', 'type']);

/** Each text inside of an answer, changed. */
function mapped(answer: unknown, change: (text: string) => string): unknown {
  if (typeof answer === 'string') return change(answer);
  if (typeof answer !== 'object' || answer === null) return answer;
  if (Array.isArray(answer)) return answer.map((one) => mapped(one, change));
  return Object.fromEntries(
    Object.entries(answer).map(([name, value]) => [name, own.has(name) ? value : mapped(value, change)]),
  );
}

/** The recording with `word` in the place of one that its answers use; null where they use none. */
function said(recording: Recording, word: string, chance: Chance): Recording | null {
  const words = new Set<string>();
  const told = Object.fromEntries(answers.map((section) => [section, recording[section]]));
  mapped(told, (text) => {
    for (const [one] of text.matchAll(valueWord)) words.add(one);
    return text;
  });
  const chosen = [...words][chance.below(words.size)];
  if (chosen === undefined) return null;
  const changed = answers.map((section) => [
    section,
    Object.fromEntries(
      Object.entries(recording[section]).map(([key, answer]) => [
        key,
        mapped(answer, (text) => text.replaceAll(valueWord, (one) => (one === chosen ? word : one))),
      ]),
    ),
  ]);
  return { ...recording, ...(Object.fromEntries(changed) as Partial<Recording>) };
}

/** What other servers answer is bytes, and has properties of its own (`examined-servers`). */
const withoutWords = new Set(['ssh-targets', 'tls-targets']);
const wordyKinds = evidenceKinds.filter(({ id }) => !withoutWords.has(id));

test.each(wordyKinds.map((kind) => [kind.id, kind] as const))(
  '%s takes the names that every object has for any other word',
  async (id, kind) => {
    let compared = 0;
    for (const [index, name] of recordingNames(id).entries()) {
      const recording = loadRecording(id, name);
      for (let change = 0; change < changes; change++) {
        const [word, other] = pairs[(change + index) % pairs.length] ?? pairs[0];
        const seed = index * 1000 + change;
        const odd = said(recording, word, new Chance(seededRandom(seed)));
        const plain = said(recording, other, new Chance(seededRandom(seed)));
        if (!odd || !plain) continue;
        const seen = await collect(kind, new ReplayHost(odd));
        const expected = await collect(kind, new ReplayHost(plain));
        // Parsers may fold letters, and lsof has a letter before each name. Digests differ as the words do.
        const shown = (value: unknown): string =>
          JSON.stringify(value)
            .toLowerCase()
            .replaceAll(word.slice(1).toLowerCase(), other.slice(1).toLowerCase())
            .replaceAll(/[0-9a-f]{16,64}/g, 'digest');
        expect(shown(seen.body.result), `${name}, change ${change}`).toBe(shown(expected.body.result));
        compared++;
        for (const control of controls) {
          if (!Object.values(control.needs).some((needed) => needed.id === id)) continue;
          const findings = [
            [odd, seen],
            [plain, expected],
          ] as const;
          const [first, second] = findings.map(([machine, evidence]) =>
            judge(
              control,
              new Map([[id, evidence]]),
              {},
              { platform: machine.platform, now: new Date(machine.recordedAt) },
            ),
          );
          expect([first?.outcome, first?.reason]).toEqual([second?.outcome, second?.reason]);
          expect(first?.reason).not.toBe('judgement-failed');
        }
      }
    }
    expect(compared).toBeGreaterThan(0);
  },
  60_000,
);
