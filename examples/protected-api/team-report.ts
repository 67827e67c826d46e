// The report of a team: read by whoever reaches the team, published by its Managers and by Admins.
import type { APIGatewayProxyEvent, APIGatewayProxyEventV2 } from 'aws-lambda';
import { principalOf, reaches } from 'service-users/principal';

export async function handler(event: APIGatewayProxyEvent | APIGatewayProxyEventV2) {
  const principal = await principalOf(event);
  if (principal === undefined) return answer(403, { message: 'You are no Service User of ours.' });

  const report = { team_ids: [Number(event.pathParameters?.team)] };
  if (!reaches(principal, report)) return answer(404, { message: 'There is no such report.' });

  const method = 'routeKey' in event ? event.requestContext.http.method : event.httpMethod;
  if (method === 'PUT' && principal.role === 'Member') return answer(403, { message: 'This is for Managers.' });

  const { user_id, user_type, role, team_ids, authenticated_by } = principal;
  return answer(200, { ...report, seen: { user_id, user_type, role, team_ids, authenticated_by } });
}

function answer(statusCode: number, body: object) {
  return { statusCode, headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) };
}
