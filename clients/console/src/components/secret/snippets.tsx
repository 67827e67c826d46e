// How a program uses the token. The snippets name the variable that holds it, so that no secret is in a copied script.
import Box from '@cloudscape-design/components/box';
import CopyToClipboard from '@cloudscape-design/components/copy-to-clipboard';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Tabs from '@cloudscape-design/components/tabs';
import './snippets.css';

const URL_OF_API = window.location.origin;

const SNIPPETS = [
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
  return (
    <Tabs
      ariaLabel="How to use the token"
      tabs={SNIPPETS.map(({ id, label, where, code }) => ({
        id,
        label,
        content: (
          <SpaceBetween size="xs">
            <Box variant="p">{where}</Box>
            <div className="snippet">
              {/* biome-ignore lint/a11y/noNoninteractiveTabindex: an element that scrolls must be reachable by keyboard. */}
              <pre tabIndex={0}>
                <code>{code}</code>
              </pre>
              <CopyToClipboard
                variant="icon"
                textToCopy={code}
                copyButtonAriaLabel={`Copy the snippet for ${label}`}
                copySuccessText="Copied"
                copyErrorText="Could not copy"
              />
            </div>
          </SpaceBetween>
        ),
      }))}
    />
  );
}
