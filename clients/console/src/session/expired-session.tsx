// Asks the person to sign in again, and comes back to the same page.
import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import Modal from '@cloudscape-design/components/modal';
import { signInAgain } from './session.ts';

export function ExpiredSession() {
  return (
    <Modal
      visible
      header="Your session has ended"
      closeAriaLabel="Continue to the login"
      onDismiss={() => void signInAgain()}
      footer={
        <Box float="right">
          <Button variant="primary" onClick={() => void signInAgain()}>
            Sign in again
          </Button>
        </Box>
      }
    >
      Sign in again to continue. You come back to this page. Values that you have entered and not saved are lost.
    </Modal>
  );
}
