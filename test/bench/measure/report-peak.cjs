// Loaded with --require, which adds less than --import does: the kernel's own high-water mark, which no sampling
// from outside can miss. Each process of the program writes its own.
const { writeFileSync } = process.getBuiltinModule('node:fs');
const tell = () =>
  writeFileSync(
    `${process.env.TENKEN_BENCH_PEAK}.${process.pid}`,
    String(process.resourceUsage().maxRSS * 1024),
  );
process.on('exit', tell);
// A process that scans is ended by the one that asked, as soon as it has said that it is done.
if (process.send) {
  const send = process.send.bind(process);
  process.send = (message, ...rest) => {
    if (message?.type === 'done') tell();
    return send(message, ...rest);
  };
}
