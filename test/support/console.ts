import { expect } from 'vitest';
import { runTenken } from './collector-process.ts';

/** The words of a command line in which no word holds a space. */
export function line(written: string): string[] {
  return written.split(' ');
}

/** A last day that is always to come. */
export const nextYear = `${new Date().getFullYear() + 1}-01-15`;

type Run = (...args: string[]) => Promise<string>;

/** `tenken` on one folder of data: what a command that succeeds prints, and what one says that is refused. */
export function consoleOn(data: string): { tenken: Run; refused: Run } {
  return {
    tenken: async (...args) => {
      const { code, output, errors } = await runTenken([...args, '--data', data]);
      expect(code, `${args.join(' ')}: ${errors}`).toBe(0);
      return output.trim();
    },
    refused: async (...args) => {
      const { code, output, errors } = await runTenken([...args, '--data', data]);
      expect([code, output]).toEqual([2, '']);
      return errors;
    },
  };
}
