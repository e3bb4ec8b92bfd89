const names: Record<string, string> = {
  linux: 'Linux',
  windows: 'Windows',
  macos: 'macOS',
  'network-device': 'ネットワーク機器 / network device',
};

export function platformName(platform: string): string {
  return names[platform] ?? platform;
}

export function platformNames(platforms: readonly string[]): string {
  return platforms.map(platformName).join(' · ');
}
