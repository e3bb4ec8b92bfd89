// Loaded with --require, which adds less than --import does: the kernel's own high-water mark, which no sampling
// from outside can miss.
process.on('exit', () => {
  const { writeFileSync } = process.getBuiltinModule('node:fs');
  writeFileSync(process.env.TENKEN_BENCH_PEAK, String(process.resourceUsage().maxRSS * 1024));
});
