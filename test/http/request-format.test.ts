// How requests are read: the encoding of bodies, repeated names, query strings, null, and references to the caller.
import { describe, expect } from 'vitest';
import { it, type Workspace } from '../support/workspace.ts';

const JSON_TYPE = { 'content-type': 'application/json' };
const bytes = (text: string) => Buffer.from(text, 'latin1') as Uint8Array<ArrayBuffer>;

describe('a JSON body', () => {
  it.for([
    'application/json; charset=utf-8',
    'application/json;charset="UTF-8"',
    'application/json; charset=utf8',
    'application/vnd.api+json',
    'Application/JSON',
  ])('is read with the content type %s', async (type, { workspace: { admin } }) => {
    const body = '{"name":"Caf\u00e9"}';
    const created = await admin.send('POST', '/api/teams', { body, headers: { 'content-type': type } });
    expect(created).toMatchObject({ status: 201, body: { name: 'Café' } });
    await admin.delete(`/api/teams/${created.body.id}`);
  });

  it('may start with a byte order mark', async ({ workspace: { admin } }) => {
    for (const type of ['application/json', 'application/vnd.api+json']) {
      const body = bytes(`\xef\xbb\xbf{"name":"Marked ${type}"}`);
      expect((await admin.send('POST', '/api/teams', { body, headers: { 'content-type': type } })).status).toBe(201);
    }
  });

  it.for(['application/json', 'application/vnd.api+json'])(
    'of type %s that is not valid UTF-8 is rejected',
    async (type, { workspace: { admin } }) => {
      const body = bytes('{"name":"Caf\xe9"}');
      expect(await admin.send('POST', '/api/users', { body, headers: { 'content-type': type } })).toMatchObject({
        status: 400,
        body: { code: 'malformed_json', detail: 'The request body is not valid UTF-8. Send UTF-8 text.' },
      });
    },
  );

  it.for(['iso-8859-1', 'utf-16', 'us-ascii', '', 'utf-8; charset=utf-16', '"utf-8', ' utf-8'])(
    'in the charset "%s" is rejected',
    async (charset, { workspace }) => {
      const headers = { 'content-type': `application/json; charset=${charset}` };
      expect(await workspace.admin.send('POST', '/api/users', { body: '{"name":"x"}', headers })).toMatchObject({
        status: 415,
        body: { code: 'unsupported_media_type', detail: expect.stringContaining('charset') },
      });
    },
  );

  it('with a content coding is rejected by the name of the coding', async ({ workspace: { admin } }) => {
    const send = (coding: string) =>
      admin.send('POST', '/api/teams', {
        body: '{"name":"Coded"}',
        headers: { ...JSON_TYPE, 'content-encoding': coding },
      });
    expect(await send('gzip')).toMatchObject({
      status: 415,
      body: { code: 'unsupported_media_type', detail: expect.stringContaining('"gzip"') },
    });
    for (const codings of ['gzip, identity', 'identity,gzip']) {
      expect([codings, (await send(codings)).body.detail]).toEqual([codings, expect.stringContaining('"gzip"')]);
    }
    expect((await send('Identity, identity')).status).toBe(201);
  });

  it.for([
    ['{"name":"a","name":"b"}', 'name'],
    ['{"name":"a","\\u006eame":"b"}', 'name'],
    ['{"name":"a","token":{"name":"t","name":"u"}}', 'name'],
    ['{"name":"a:\\"b\\":","role":"Admin","role":"Member"}', 'role'],
    ['{"name":"a","__proto__":1,"__proto__":2}', '__proto__'],
  ])('%s with a repeated field is rejected', async ([body = '', path], { workspace: { admin } }) => {
    expect(await admin.send('POST', '/api/users', { body, headers: JSON_TYPE })).toMatchObject({
      status: 422,
      body: { code: 'validation_failed', errors: [{ path, message: 'must be given once' }] },
    });
  });

  it('may nest deeply and be long without an error of the server', async ({ workspace: { admin } }) => {
    for (const body of ['['.repeat(100_000) + ']'.repeat(100_000), `{"name":"${'\\n'.repeat(2_000_000)}"}`]) {
      expect((await admin.send('POST', '/api/teams', { body, headers: JSON_TYPE })).status).toBe(422);
    }
  });

  it('may contain text that looks like a repeated field', async ({ workspace: { admin } }) => {
    const description = '{"name":"a","name":"b"} \\ "x": "x":';
    expect(await admin.post('/api/teams', { name: 'Quoting', description })).toMatchObject({
      status: 201,
      body: { description },
    });
  });

  it('that is missing is reported as missing', async ({ workspace: { admin } }) => {
    for (const headers of [{}, JSON_TYPE]) {
      const { status, body } = await admin.send('POST', '/api/users', { headers });
      expect([status, body.code, body.detail]).toEqual([
        400,
        'malformed_json',
        'The request has no body. Send one with the header "Content-Type: application/json".',
      ]);
    }
  });

  it('is rejected by operations that have none', async ({ workspace }) => {
    const { admin } = workspace;
    const { user, token } = await workspace.serviceUser();
    const requests = [
      ['POST', `/api/users/${user.id}/revoke-tokens`],
      ['POST', `/api/users/${user.id}/reactivate`],
      ['DELETE', `/api/user-tokens/${token.id}`],
      ['DELETE', `/api/users/${user.id}`],
    ] as const;
    for (const [method, path] of requests) {
      const sent = { body: '{"dry_run":true}', headers: JSON_TYPE };
      expect(await admin.send(method, path, sent)).toMatchObject({
        status: 422,
        body: { detail: 'The request must not have a body.' },
      });
    }
    expect((await admin.get(`/api/user-tokens/${token.id}`)).body.status).toBe('Active');
  });
});

describe('a form', () => {
  const send = ({ admin }: Workspace, body: string, type: string) =>
    admin.send('POST', '/api/introspect', { body, headers: { 'content-type': type } });

  it('is read like a JSON body', async ({ workspace }) => {
    const type = 'application/x-www-form-urlencoded';
    expect(await send(workspace, 'token=x', `${type}; charset=utf-8`)).toMatchObject({ status: 200 });
    expect(await send(workspace, 'token=x', `${type}; charset=latin1`)).toMatchObject({ status: 415 });
    expect(await send(workspace, 'token=x&token=y', type)).toMatchObject({
      status: 422,
      body: { errors: [{ path: 'token', message: 'must be given once' }] },
    });
    expect(await send(workspace, 'token=%ff', type)).toMatchObject({
      status: 422,
      body: { errors: [{ path: 'token', message: 'must be valid UTF-8' }] },
    });
    expect(await send(workspace, '', type)).toMatchObject({ status: 400, body: { code: 'malformed_json' } });
  });
});

describe('a query string', () => {
  it.for([
    ['/api/users?role=Admin&role=Member', 'role', 'must be given once'],
    ['/api/users?role=Admin&role=Admin', 'role', 'must be given once'],
    ['/api/users?%72ole=Admin&role=Member', 'role', 'must be given once'],
    ['/api/users?page_size=1', 'page_size', 'unknown parameter; did you mean size?'],
    ['/api/users?limit=1', 'limit', 'unknown parameter; did you mean size?'],
    ['/api/users?sise=1', 'sise', 'unknown parameter; did you mean size?'],
    ['/api/users?includeDeleted=true', 'includeDeleted', 'unknown parameter; did you mean include_deleted?'],
    ['/api/users?user_type=Service', 'user_type', 'unknown parameter; did you mean type?'],
    ['/api/users?colour=red', 'colour', 'unknown parameter'],
    ['/api/me?size=1', 'size', 'unknown parameter'],
  ])('%s is rejected', async ([path = '', parameter, message], { workspace: { admin } }) => {
    expect(await admin.get(path)).toMatchObject({
      status: 422,
      body: { detail: `${parameter}: ${message}`, errors: [{ path: parameter, message }] },
    });
  });

  it('may have booleans of any common form', async ({ workspace: { admin } }) => {
    for (const value of ['true', 'True', 'TRUE', '1', 'false', 'False', '0']) {
      expect([value, (await admin.get(`/api/users?include_deleted=${value}`)).status]).toEqual([value, 200]);
    }
  });

  it('may have a plus sign in the offset of a time', async ({ workspace: { admin } }) => {
    for (const offset of ['+02:00', '%2B02:00', 'Z', '-05:30']) {
      expect([offset, (await admin.get(`/api/audit-log?from=2026-01-01T00:00:00${offset}`)).status]).toEqual([
        offset,
        200,
      ]);
    }
  });

  it('may have an offset that moves a time out of the years with four digits', async ({ workspace }) => {
    const { user } = await workspace.serviceUser();
    const count = async (expires_before: string) =>
      (await workspace.admin.get(`/api/user-tokens/service?user_id=${user.id}&expires_before=${expires_before}`)).body
        .items.length;
    expect(await count('9999-12-31T23:59:59-23:59')).toBe(1);
    expect(await count('0000-01-01T00:00:00%2B23:59')).toBe(0);
  });
});

describe('an unknown field', () => {
  it.for([
    [{ name: 'x', userType: 'Service' }, 'userType', 'unknown field; did you mean user_type?'],
    [{ name: 'x', team: [] }, 'team', 'unknown field; did you mean teams?'],
    [
      { name: 'x', token: { name: 't', expires_at: 1 } },
      'token.expires_at',
      'unknown field; did you mean expires_in_days?',
    ],
    [{ name: 'x', colour: 'red' }, 'colour', 'unknown field'],
  ] as const)('in %j is named, with the field that was meant', async ([body, path, message], { workspace }) => {
    expect(await workspace.admin.post('/api/users', body)).toMatchObject({
      status: 422,
      body: { detail: `${path}: ${message}`, errors: [{ path, message }] },
    });
  });
});

it('the first cause of a 422 is its detail', async ({ workspace: { admin } }) => {
  const rejected = async (body: object) => (await admin.post('/api/users', { name: 'x', ...body })).body;
  expect(await rejected({ teams: ['Dta', 'Public', 'Fnance'] })).toMatchObject({
    detail: 'teams.0: there is no team named "Dta"',
    errors: [{ path: 'teams.0' }, { path: 'teams.2' }],
  });
  expect(await rejected({ teams: ['Public', 7], role: 'Owner' })).toMatchObject({
    detail: 'role: must be one of Admin, Manager, Member',
    errors: [{ path: 'role' }, { path: 'teams.1' }],
  });
  expect(await rejected({ owners: ['nobody@example.com'] })).toMatchObject({
    detail: 'owners.0: there is no person named "nobody@example.com"',
  });
});

describe('null', () => {
  it('means absent when something is created', async ({ workspace: { admin } }) => {
    const absent = { role: null, teams: null, user_type: null, email: null, token: null };
    const created = await admin.post('/api/users', { name: 'Null', ...absent });
    expect(created).toMatchObject({ status: 201, body: { role: 'Member', teams: ['Public'], user_type: 'Service' } });
    expect(created.body.token).toBeUndefined();
    expect(await admin.post('/api/teams', { name: 'Null', description: null })).toMatchObject({
      status: 201,
      body: { description: '' },
    });
    expect(await admin.post('/api/datastores', { name: 'Null', teams: null })).toMatchObject({
      status: 201,
      body: { teams: [] },
    });
    expect(await admin.post('/api/users', { name: null })).toMatchObject({ status: 422 });
    expect(await admin.put(`/api/users/${created.body.id}`, { role: null })).toMatchObject({ status: 422 });
  });

  it('as user_id requests a personal token', async ({ workspace }) => {
    const { session } = await workspace.person();
    expect(await session.post('/api/user-tokens', { name: 'null', user_id: null })).toMatchObject({
      status: 201,
      body: { type: 'Personal' },
    });
  });
});

describe('the owner of a new token', () => {
  it('is given by id, by user_id or by the digits of the id', async ({ workspace }) => {
    const { user } = await workspace.serviceUser();
    for (const user_id of [user.id, user.user_id, String(user.id)]) {
      expect(await workspace.admin.post('/api/user-tokens', { name: typeof user_id + user_id, user_id })).toMatchObject(
        {
          status: 201,
          body: { user: { id: user.id, user_id: user.user_id, user_name: user.user_id, email: null } },
        },
      );
    }
    expect((await workspace.admin.post('/api/user-tokens', { name: 'x', user_id: 'nobody@service' })).status).toBe(404);
  });
});

describe('me', () => {
  it('is the caller, for every account', async ({ workspace }) => {
    for (const { client, user } of [await workspace.serviceUser(), await workspace.person()]) {
      const me = await client.get('/api/me');
      expect(me).toMatchObject({ status: 200, body: { id: user.id, user_name: user.user_id } });
      expect((await client.get('/api/users/me')).body).toEqual(me.body);
    }
    expect((await workspace.anonymous.get('/api/users/me')).status).toBe(401);
  });

  it('takes the place of the id in a path', async ({ workspace: { admin } }) => {
    const { body: me } = await admin.get('/api/users/me');
    expect((await admin.put('/api/users/me', { name: me.name })).body.id).toBe(me.id);
    expect((await admin.get('/api/users/me/deactivation-preview')).body.user.id).toBe(me.id);
    expect(await admin.delete('/api/users/me/identity')).toMatchObject({ status: 403 });
  });
});

describe('IAM principals', () => {
  it('may have any path that AWS allows', async ({ workspace }) => {
    const { user } = await workspace.serviceUser();
    const put = (principal: string) => workspace.admin.put(`/api/users/${user.id}`, { iam_principals: [principal] });
    const account = 'arn:aws:iam::123456789012:role';
    const paths = ['', 'a/', 'team:data/', 'a#b/', 'a!b~c/', 'aws-service-role/x.amazonaws.com/', 'a//b/'];
    for (const path of paths) {
      for (const id of ['', '#AROAEXAMPLEEXAMPLE123']) {
        const { status, body } = await put(`${account}/${path}Airflow${id}`);
        expect([path, status, body.iam_principals]).toEqual([path, 200, [`${account}/Airflow${id}`]]);
        expect(body.warnings).toBeUndefined();
      }
    }
    for (const wrong of [
      'a b/Airflow',
      `${'x'.repeat(512)}/Airflow`,
      'Airflow#',
      'Airflow#AROA',
      'a/',
      'Air*',
      'é/Airflow',
    ]) {
      expect([wrong, (await put(`${account}/${wrong}`)).status]).toEqual([wrong, 422]);
    }
  });

  it('that many people can assume are reported in warnings', async ({ workspace }) => {
    const { user } = await workspace.serviceUser();
    const shared = [
      'arn:aws:iam::123456789012:role/aws-reserved/sso.amazonaws.com/AWSReservedSSO_Admin_0123456789abcdef',
      'arn:aws:iam::123456789012:role/Cognito_PipelinesUnauth_Role',
    ];
    const { body } = await workspace.admin.put(`/api/users/${user.id}`, { iam_principals: shared });
    expect(body.warnings).toEqual([
      expect.stringContaining('AWSReservedSSO_Admin_0123456789abcdef is a role of IAM Identity Center'),
      expect.stringContaining('Cognito_PipelinesUnauth_Role is a role of a Cognito identity pool'),
    ]);
    expect((await workspace.admin.get(`/api/users/${user.id}`)).body.warnings).toBeUndefined();
  });
});

it('HEAD of the API document has its headers and no body', async ({ workspace }) => {
  const response = await fetch(`${workspace.url}/api/openapi.json`, { method: 'HEAD' });
  expect([response.status, response.headers.get('content-type'), await response.text()]).toEqual([
    200,
    'application/json',
    '',
  ]);
});
