// How a program uses the token. The snippets name the variable that holds it, so that no secret is in a copied script.
import { type Snippet, SnippetTabs } from '../snippet-tabs.tsx';

const URL_OF_API = window.location.origin;

const SNIPPETS: readonly Snippet[] = [
  {
    id: 'curl',
    label: 'curl',
    where: 'Set the variable SERVICE_USERS_TOKEN to the token.',
    code: `curl -H "Authorization: Bearer $SERVICE_USERS_TOKEN" ${URL_OF_API}/api/me`,
  },
  {
    id: 'github-actions',
    label: 'GitHub Actions',
    where: 'Add the token to the secrets of the repository with the name SERVICE_USERS_TOKEN.',
    code: `- run: curl --fail-with-body -H "Authorization: Bearer $SERVICE_USERS_TOKEN" ${URL_OF_API}/api/me
  env:
    SERVICE_USERS_TOKEN: \${{ secrets.SERVICE_USERS_TOKEN }}`,
  },
  {
    id: 'airflow',
    label: 'Airflow',
    where: 'Add the token to the variables of Airflow with the name service_users_token.',
    code: `import requests
from airflow.models import Variable

token = Variable.get("service_users_token")
headers = {"Authorization": f"Bearer {token}"}
requests.get("${URL_OF_API}/api/me", headers=headers, timeout=30).raise_for_status()`,
  },
];

export function Snippets() {
  return <SnippetTabs label="How to use the token" snippets={SNIPPETS} />;
}
