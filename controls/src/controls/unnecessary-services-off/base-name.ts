/** `cups.socket`, `vsftpd@main.service` and `Spooler` by the name that lists use: `cups`, `vsftpd`, `spooler`. */
export function baseName(service: string): string {
  return service
    .toLowerCase()
    .replace(/\.(service|socket)$/, '')
    .replace(/@.*$/, '');
}
