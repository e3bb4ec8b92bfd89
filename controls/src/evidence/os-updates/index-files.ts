/** An index of packages in apt's folder, packed or not. */
export function isIndexFile(name: string): boolean {
  return /_Packages(\.(lz4|gz|xz|bz2|zst|lzma))?$/.test(name);
}
