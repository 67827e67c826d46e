// Asks before a form with typed data is left: by a link, by back and forward, by a reload, or by closing its dialog.
import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import Modal from '@cloudscape-design/components/modal';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useBlocker } from '@tanstack/react-router';
import { type ReactNode, useState } from 'react';
import { useReturnFocus } from './return-focus.ts';

export const isSame = (before: unknown, after: unknown) => JSON.stringify(before) === JSON.stringify(after);

/** Whether what the person edits differs from what it was at first. */
export function useIsEdited(draft: unknown): boolean {
  const [before] = useState(draft);
  return !isSame(before, draft);
}

interface LeaveQuestion {
  /** Leaves at once if nothing was edited. */
  readonly ask: (leave: () => void) => void;
  /** The dialog with the question, while it is asked. */
  readonly question: ReactNode;
}

export function useLeaveQuestion(isEdited: boolean): LeaveQuestion {
  const [asked, setAsked] = useState<{ readonly leave: () => void }>();
  const blocker = useBlocker({ disabled: !isEdited, shouldBlockFn: () => true, withResolver: true });
  const keep = () => {
    blocker.reset?.();
    setAsked(undefined);
  };
  const discard = blocker.proceed ?? asked?.leave;
  return {
    ask: (leave) => (isEdited ? setAsked({ leave }) : leave()),
    question: discard && <Question onKeep={keep} onDiscard={discard} />,
  };
}

/** For a screen, whose links and buttons open other screens. */
export function LeaveQuestion({ isEdited }: { readonly isEdited: boolean }) {
  return useLeaveQuestion(isEdited).question;
}

function Question({ onKeep, onDiscard }: { readonly onKeep: () => void; readonly onDiscard: () => void }) {
  useReturnFocus();
  return (
    <Modal
      visible
      header="Discard what you entered?"
      closeAriaLabel="Keep editing"
      onDismiss={onKeep}
      footer={
        <Box float="right">
          <SpaceBetween direction="horizontal" size="xs">
            <Button variant="link" onClick={onKeep}>
              Keep editing
            </Button>
            <Button variant="primary" onClick={onDiscard}>
              Discard
            </Button>
          </SpaceBetween>
        </Box>
      }
    >
      It is not saved yet.
    </Modal>
  );
}
