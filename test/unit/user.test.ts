// Identities of users.
import { describe, expect, it } from 'vitest';
import { humanUserId, isActiveHumanAdmin, serviceUserId } from '../../shared/domain/user.ts';
import { anAccount } from '../support/account-fixtures.ts';

describe('R4: the user_id', () => {
  it.each([
    ['Airflow Service User', 'airflow_service_user@service'],
    ['  dbt (Cloud) #1  ', 'dbt_cloud_1@service'],
    ['A  B', 'a__b@service'],
    ['x_y', 'x_y@service'],
    ['Zürich-Loader', 'zrichloader@service'],
    ['__proto__', '__proto__@service'],
    ['Caf\u00e9', 'caf@service'],
    ['Cafe\u0301', 'caf@service'],
  ])('of a Service User named %j is %s', (name, userId) => {
    expect(serviceUserId(name)).toBe(userId);
  });

  it.each(['!!!', '___', ' _ ', '日本語', '   '])('cannot be derived from the name %j', (name) => {
    expect(() => serviceUserId(name)).toThrow(expect.objectContaining({ code: 'validation_failed' }));
  });

  it('of a person is the e-mail address in lower case', () => {
    expect(humanUserId('Jane.Doe@Example.COM')).toBe('jane.doe@example.com');
    // toLowerCase turns the Kelvin sign into a k, but the address belongs to another person.
    expect(humanUserId('\u212Aate@example.com')).not.toBe('kate@example.com');
  });
});

describe('R8: an active human Admin', () => {
  it.each([
    [{ user_type: 'Human', role: 'Admin', deleted_at: null }, true],
    [{ user_type: 'Service', role: 'Admin', deleted_at: null }, false],
    [{ user_type: 'Human', role: 'Manager', deleted_at: null }, false],
    [{ user_type: 'Human', role: 'Admin', deleted_at: '2026-01-01T00:00:00.000Z' }, false],
  ] as const)('is the account %o: %s', (user, counts) => {
    expect(isActiveHumanAdmin(anAccount(user).user)).toBe(counts);
  });
});
