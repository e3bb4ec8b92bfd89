import type { Pem, Place } from './launch.ts';

/** The whole configuration: one server on loopback, one process, nothing of the system's own. */
export function nginxFile(settings: readonly string[], certificates: readonly Pem[], place: Place): string {
  const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'];
  return `
daemon off; master_process off; pid ${place.folder}/nginx.pid; error_log ${place.folder}/error.log;
events {}
http {
  access_log off;
  ${temporary.map((name) => `${name}_temp_path ${place.folder}/${name};`).join(' ')}
  server {
    listen 127.0.0.1:${place.port} ssl;
    ${certificates.map(({ certificate, key }) => `ssl_certificate ${certificate}; ssl_certificate_key ${key};`).join('\n    ')}
    ${settings.map((line) => `${line};`).join('\n    ')}
    location / { return 200 ok; }
  }
}
`;
}
