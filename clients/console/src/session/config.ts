// The configuration of the console, which the stack provides.

export interface ConsoleConfig {
  /** URL of the OIDC issuer. */
  readonly issuer: string;
  readonly client_id: string;
  /** URL of the hosted login of Cognito, without a path. */
  readonly hosted_login_url?: string;
}

export async function readConfig(): Promise<ConsoleConfig> {
  const response = await fetch(`${import.meta.env.BASE_URL}config.json`);
  if (!response.ok) throw new Error(`The configuration of the console cannot be read: HTTP ${response.status}`);
  return response.json();
}
