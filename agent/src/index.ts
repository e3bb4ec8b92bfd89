export * from './hosts/local.ts';
export * from './identity/enroll.ts';
export * from './identity/identity.ts';
export * from './scan.ts';
export * from './transport/post.ts';
export * from './transport/push.ts';
export * from './version.ts';
