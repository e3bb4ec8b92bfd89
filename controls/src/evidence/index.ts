export * from './collect.ts';
export * from './define.ts';
export * from './powershell.ts';
export * from './registry.ts';
export * from './unread.ts';
