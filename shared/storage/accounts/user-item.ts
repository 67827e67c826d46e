// Reads the attributes of an account that belong to its user.
import { ROLES, USER_TYPES, type User } from '../../domain/user.ts';
import { itemOf, listOf, nullable, number, oneOf, text } from '../dynamodb/attributes.ts';

export const parseUser = itemOf<User>({
  id: number,
  user_id: text,
  user_type: oneOf(USER_TYPES),
  name: text,
  email: nullable(text),
  role: oneOf(ROLES),
  team_ids: listOf(number),
  iam_principals: listOf(text),
  created_at: text,
  created_by: text,
  last_login: nullable(text),
  deleted_at: nullable(text),
});
