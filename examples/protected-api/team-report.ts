// The report of a team. Everybody in the team reads it; its Managers and all Admins publish it.
import type { APIGatewayProxyEvent, APIGatewayProxyEventV2 } from 'aws-lambda';
import { principalOf, reaches } from 'service-users/principal';

export async function handler(event: APIGatewayProxyEvent | APIGatewayProxyEventV2) {
  const principal = await principalOf(event);
  if (principal === undefined) return respond(403, { message: 'The caller has no active account in Service Users.' });

  const report = { team_ids: [Number(event.pathParameters?.team)] };
  if (!reaches(principal, report)) return respond(404, { message: 'There is no report with this id.' });

  const method = 'routeKey' in event ? event.requestContext.http.method : event.httpMethod;
  if (method === 'PUT' && principal.role === 'Member')
    return respond(403, { message: 'Only Managers and Admins may publish.' });

  const { user_id, user_type, role, team_ids, authenticated_by } = principal;
  return respond(200, { ...report, seen: { user_id, user_type, role, team_ids, authenticated_by } });
}

function respond(statusCode: number, body: object) {
  return { statusCode, headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) };
}
