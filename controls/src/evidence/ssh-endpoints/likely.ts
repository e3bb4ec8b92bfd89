/** Whether a listener has the port or the name of an SSH server: then it may be spoken to, and has to answer. */
export function isLikelySsh({ port, process }: { port: number; process: string | null }): boolean {
  return port === 22 || /^(?:sshd|ssh-server|dropbear|tinysshd|.*sshd\.exe$)/i.test(process ?? '');
}
