const names = new Map([
  ['linux', 'Linux'],
  ['windows', 'Windows'],
  ['macos', 'macOS'],
]);

/** @param networkDevice the word for one, in the language of the page: the others are names */
export function platformName(platform: string, networkDevice: string): string {
  return platform === 'network-device' ? networkDevice : (names.get(platform) ?? platform);
}

export function platformNames(platforms: readonly string[], networkDevice: string): string {
  return platforms.map((platform) => platformName(platform, networkDevice)).join(' · ');
}
