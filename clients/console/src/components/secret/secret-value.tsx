// The secret of a token, hidden at first. It is in the page only while the person shows it.
import Button from '@cloudscape-design/components/button';
import FormField from '@cloudscape-design/components/form-field';
import Input from '@cloudscape-design/components/input';
import SpaceBetween from '@cloudscape-design/components/space-between';
import StatusIndicator from '@cloudscape-design/components/status-indicator';
import { useState } from 'react';
import type { Secret } from '../../api/tokens.ts';
import { download } from '../download.ts';

interface SecretValueProps {
  readonly secret: Secret;
  readonly isShown: boolean;
  readonly onShow: (isShown: boolean) => void;
  /** The person has copied or downloaded it. */
  readonly onSaved: () => void;
}

const HIDDEN = '•'.repeat(40);

export function SecretValue({ secret, isShown, onShow, onSaved }: SecretValueProps) {
  const { token } = secret;
  const [result, setResult] = useState<'copied' | 'downloaded' | 'failed'>();
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(secret.value);
      setResult('copied');
      onSaved();
    } catch {
      // Browsers without a secure connection have no clipboard.
      onShow(true);
      setResult('failed');
    }
  };
  const save = () => {
    // Tokens of different accounts often have the same name.
    const account = token.user.user_id.replace(/@.*/, '');
    download(`${account}-${token.name}-token.txt`, [`${secret.value}\n`]);
    setResult('downloaded');
    onSaved();
  };
  return (
    <FormField
      label={`Token ${token.name}`}
      stretch
      secondaryControl={
        <SpaceBetween direction="horizontal" size="xs">
          <Button onClick={() => onShow(!isShown)}>{isShown ? 'Hide' : 'Show'}</Button>
          <Button variant={result === undefined ? 'primary' : 'normal'} iconName="copy" onClick={() => void copy()}>
            Copy
          </Button>
          <Button iconName="download" onClick={save}>
            Download
          </Button>
        </SpaceBetween>
      }
    >
      <SpaceBetween size="xs">
        <Input
          readOnly
          value={isShown ? secret.value : HIDDEN}
          ariaLabel={isShown ? 'Token' : 'Token, hidden'}
          autoComplete={false}
          spellcheck={false}
          onChange={() => {}}
        />
        <div role="status">
          {result === 'copied' && <StatusIndicator type="success">Copied</StatusIndicator>}
          {result === 'downloaded' && <StatusIndicator type="success">Downloaded</StatusIndicator>}
          {result === 'failed' && (
            <StatusIndicator type="warning">
              Could not copy. Select the token and copy it, or download it.
            </StatusIndicator>
          )}
        </div>
      </SpaceBetween>
    </FormField>
  );
}
