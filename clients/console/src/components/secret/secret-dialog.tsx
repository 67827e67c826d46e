// Shows the secret of a token once: hidden, to copy or to download. Afterwards it is in no part of the page.
import Alert from '@cloudscape-design/components/alert';
import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import Modal from '@cloudscape-design/components/modal';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useBlocker } from '@tanstack/react-router';
import { useState } from 'react';
import { flushSync } from 'react-dom';
import type { Secret } from '../../api/tokens.ts';
import { useReturnFocus } from '../return-focus.ts';
import { Time } from '../time.tsx';
import { SecretValue } from './secret-value.tsx';
import { Snippets } from './snippets.tsx';

interface SecretDialogProps {
  readonly title: string;
  readonly secret: Secret;
  /** The secret must be discarded. */
  readonly onClose: () => void;
}

export function SecretDialog({ title, secret, onClose }: SecretDialogProps) {
  const [isShown, setShown] = useState(false);
  const [isSaved, setSaved] = useState(false);
  const [isAsking, setAsking] = useState(false);
  useReturnFocus();
  // An element that has left the page can stay in memory, and its value with it.
  const hide = () => flushSync(() => setShown(false));
  useBlocker({
    enableBeforeUnload: !isSaved,
    shouldBlockFn() {
      if (isSaved) hide();
      else setAsking(true);
      return !isSaved;
    },
  });
  const { previous_secret_expires: overlapEnd } = secret.token;
  const discard = () => {
    hide();
    secret.value = '';
    onClose();
  };
  const close = () => (isSaved ? discard() : setAsking(true));
  return (
    <Modal
      visible
      size="large"
      header={title}
      closeAriaLabel="Close"
      onDismiss={close}
      footer={
        <Box float="right">
          <Button variant={isSaved ? 'primary' : 'normal'} onClick={close}>
            Done
          </Button>
        </Box>
      }
    >
      <SpaceBetween size="l">
        {isAsking && !isSaved ? (
          <Alert
            type="warning"
            header="You have not copied the token"
            action={
              <SpaceBetween direction="horizontal" size="xs">
                <Button onClick={() => setAsking(false)}>Go back</Button>
                <Button onClick={discard}>Close without the token</Button>
              </SpaceBetween>
            }
          >
            It cannot be shown again. Without it, you have to rotate the token to get another secret.
          </Alert>
        ) : (
          <Alert type="info">
            Copy or download the token now. It cannot be shown again.
            {overlapEnd !== undefined && (
              <>
                {' '}
                The previous secret is valid until <Time value={overlapEnd} format="full" />.
              </>
            )}
          </Alert>
        )}
        <SecretValue secret={secret} isShown={isShown} onShow={setShown} onSaved={() => setSaved(true)} />
        <Snippets />
      </SpaceBetween>
    </Modal>
  );
}
