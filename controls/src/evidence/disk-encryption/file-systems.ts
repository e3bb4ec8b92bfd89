/** File systems that keep nothing: views into the kernel, and memory. */
const nothingStored = new Set(
  'autofs bdev binder binfmt_misc bpf cgroup cgroup2 configfs cpuset debugfs devpts devtmpfs efivarfs fusectl hugetlbfs mqueue nfsd nsfs pipefs proc pstore ramfs resctrl rootfs rpc_pipefs securityfs selinuxfs smackfs sockfs sysfs tmpfs tracefs xenfs fuse.lxcfs fuse.portal fuse.gvfsd-fuse'.split(
    ' ',
  ),
);

const network =
  /^(nfs\d?|cifs|smb3|smbfs|ceph|afs|9p|virtiofs|glusterfs|lustre|gfs|ocfs2_dlmfs|fuse\.(glusterfs|sshfs|ceph|s3fs|rclone|davfs2?|curlftpfs|vmhgfs-fuse|prl_fsd)|vboxsf|prl_fs|davfs)$/;

/** `layered`: what is shown lies on other volumes, which are listed themselves. */
export function storageOf(fileSystem: string): 'none' | 'network' | 'layered' | 'block' {
  if (nothingStored.has(fileSystem)) {
    return 'none';
  }
  if (network.test(fileSystem)) {
    return 'network';
  }
  if (fileSystem === 'overlay' || fileSystem === 'aufs' || fileSystem === 'ecryptfs') {
    return 'layered';
  }
  // `fuseblk` is the exception: a file system on a device, kept by a program.
  return fileSystem === 'fuse' || fileSystem.startsWith('fuse.') ? 'layered' : 'block';
}
