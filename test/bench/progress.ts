/** Says on standard error what is going on; standard output is the table's. */
export type Progress = (what: string) => void;

export function progressTo(stream: NodeJS.WriteStream): Progress {
  const startedAt = performance.now();
  return (what) => {
    const line = `[${((performance.now() - startedAt) / 1000).toFixed(0).padStart(3)} s] ${what}`;
    stream.write(stream.isTTY ? `\r\u001b[2K${line}` : `${line}\n`);
  };
}
