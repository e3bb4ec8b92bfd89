import type { FuzzTarget } from '../engine/target.ts';
import { recordedTexts } from './recorded-texts.ts';
import { isDeclared, textParsers } from './text-parsers.ts';

/** What programs print and files hold: each parser gives facts or refuses with its declared error. */
export const hostOutputTargets: readonly FuzzTarget[] = Object.entries(textParsers).map(([name, parse]) => ({
  name,
  seeds: recordedTexts,
  json: /json|mdatp|powershell|recommended/.test(name),
  run(input) {
    try {
      parse(input.toString('utf8'));
    } catch (error) {
      if (!isDeclared(error)) throw error;
    }
  },
}));
