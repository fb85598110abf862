/** Command lines that hold secrets, and command lines that do not. */
import { describe, expect, it } from 'vitest';
import { redactCommand } from '../../src/moment/redact-command.js';

/** The secret is `hunter2` or a part of the line named beside it: nothing of it may be left. */
const HOSTILE: readonly (readonly [args: readonly string[], secret: string])[] = [
  [['app', '--password=hunter2'], 'hunter2'],
  [['app', '--password', 'hunter2'], 'hunter2'],
  [['app', '--password=two words hunter2'], 'hunter2'],
  [['app', '-password', 'hunter2'], 'hunter2'],
  [['app', '--db.password=hunter2'], 'hunter2'],
  [['app', '--PASSWORD=hunter2'], 'hunter2'],
  [['app', '--pass', 'hunter2'], 'hunter2'],
  [['app', '--passphrase=hunter2'], 'hunter2'],
  [['app', '--api-key', 'hunter2'], 'hunter2'],
  [['app', '--apikey=hunter2'], 'hunter2'],
  [['app', '--client-secret=hunter2'], 'hunter2'],
  [['app', '--token', 'hunter2'], 'hunter2'],
  [['app', '--auth-token=hunter2'], 'hunter2'],
  [['app', '--credentials=hunter2'], 'hunter2'],
  [['mysql', '-uroot', '-phunter2'], 'hunter2'],
  [['mysql', '-p', 'hunter2'], 'hunter2'],
  [['sshpass', '-p', 'hunter2', 'ssh', 'host'], 'hunter2'],
  [['mysqldump', '-pSECRET', 'db'], 'SECRET'],
  [['java', '-Dspring.datasource.password=hunter2', '-jar', 'a.jar'], 'hunter2'],
  [['java', '-Djavax.net.ssl.keyStorePassword=hunter2'], 'hunter2'],
  [['env', 'KEY=hunter2', 'app'], 'hunter2'],
  [['env', 'AWS_SECRET_ACCESS_KEY=hunter2', 'app'], 'hunter2'],
  [['env', 'DATABASE_URL=postgres://u:hunter2@db/app', 'app'], 'hunter2'],
  [['env', 'PGPASSWORD=hunter2', 'psql'], 'hunter2'],
  [['sh', '-c', 'PGPASSWORD=hunter2 psql -h db'], 'hunter2'],
  [['sh', '-c', 'mysql -u root -phunter2 db'], 'hunter2'],
  [['sh', '-c', 'app --password hunter2 --port 80'], 'hunter2'],
  [['sh', '-c', 'export TOKEN="hunter2 and more"; app'], 'hunter2'],
  [['curl', '-u', 'admin:hunter2', 'https://example.org'], 'hunter2'],
  [['curl', '--user=admin:hunter2', 'https://example.org'], 'hunter2'],
  [['curl', '-uadmin:hunter2'], 'hunter2'],
  [['curl', 'https://admin:hunter2@example.org/x'], 'hunter2'],
  [['git', 'clone', 'https://hunter2@github.com/a/b'], 'hunter2'],
  [['psql', 'postgresql://app:hunter2@db:5432/app'], 'hunter2'],
  [['redis-cli', '-u', 'redis://:hunter2@cache:6379/0'], 'hunter2'],
  [['curl', 'https://example.org/?access_token=hunter2&x=1'], 'hunter2'],
  [['curl', 'https://example.org/cb?sig=1&api_key=hunter2'], 'hunter2'],
  [['curl', '-H', 'Authorization: Bearer hunter2', 'https://example.org'], 'hunter2'],
  [['curl', '-HAuthorization: Basic aHVudGVyMjpodW50ZXIy'], 'aHVudGVyMjpodW50ZXIy'],
  [['curl', '-H', 'X-Api-Key: hunter2'], 'hunter2'],
  [['curl', '-H', 'Cookie: a=1; sid=hunter2'], 'hunter2'],
  [['app', '{"user":"a","password":"hunter2"}'], 'hunter2'],
  [['app', "--json={'token': 'hunter2'}"], 'hunter2'],
  [['app', 'xoxb-1234567890-abcdefghij'], '1234567890'],
  [['app', 'ghp_abcdefghijklmnopqrstuvwxyz0123456789'], 'abcdefghij'],
  [['app', 'glpat-abcdefghij1234567890'], 'abcdefghij'],
  [['app', 'AKIAIOSFODNN7EXAMPLE'], 'IOSFODNN7'],
  [['app', 'eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.abc-def_ghi'], 'eyJzdWIi'],
  [['app', 'd41d8cd98f00b204e9800998ecf8427e'], '98f00b204'],
  [['app', 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY1'], 'bPxRfiCYEXAMPLEKEY1'],
  [['app', 'c2VjcmV0IHNlY3JldCBzZWNyZXQ='], 'c2VjcmV0'],
  [['app', '-----BEGIN RSA PRIVATE KEY-----\nMIIB'], 'MIIB'],
  [['app', 'https://hooks.slack.com/services/T0/B0/hunter2'], 'hunter2'],
];

describe('redactCommand', () => {
  it.each(HOSTILE)('hides the secret of %j', (args, secret) => {
    const { text, isRedacted } = redactCommand(args);
    expect(text).not.toContain(secret);
    expect(text).toContain('***');
    expect(isRedacted).toBe(true);
    expect(text.startsWith(args[0] ?? '')).toBe(true);
  });

  it.each([
    [
      [
        '/usr/lib/jvm/java-17-openjdk-amd64/bin/java',
        '-Xmx3g',
        '-jar',
        '/srv/app/app.jar',
        '--server.port=8080',
      ],
    ],
    [['postgres:', 'app', 'app', '10.0.0.7(43312)', 'SELECT']],
    [['nginx: worker process']],
    [['/usr/bin/python3', '-m', 'gunicorn', '-w', '4', '-b', '0.0.0.0:8000', 'shop.wsgi']],
    [['node', '--max-old-space-size=4096', 'server.js', '-p', '3000']],
    [['ssh', '-p2222', 'host']],
    [['docker', 'run', '-p', '8080:80', '--user', '1000:1000', 'nginx:1.25']],
    [['systemd-journald']],
    [['mkdir', '-p', '/var/lib/postgresql/data']],
    [['tsc', '-p', 'tsconfig.json']],
  ])('leaves %j as it is', (args) => {
    expect(redactCommand(args)).toEqual({ text: args.join(' '), isRedacted: false });
  });

  it('is quick with whatever a process writes over its arguments', () => {
    for (const text of [
      'a'.repeat(8000),
      '='.repeat(8000),
      ' --pass'.repeat(1000),
      '"'.repeat(8000),
      'key:'.repeat(2000),
      'aB1/'.repeat(2000),
    ])
      expect(redactCommand(['app', text]).text.length).toBeLessThan(40_000);
  }, 5000);
});
