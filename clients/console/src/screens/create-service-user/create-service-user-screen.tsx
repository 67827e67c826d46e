// The creation of a Service User in steps: the account, how it signs in, a review.
import Container from '@cloudscape-design/components/container';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Wizard from '@cloudscape-design/components/wizard';
import { type ReactNode, useState } from 'react';
import { derivedUserId } from '../../../../user-id.ts';
import { useChange } from '../../api/change.ts';
import { ApiProblem, requireValid } from '../../api/problem.ts';
import type { Secret } from '../../api/tokens.ts';
import type { User } from '../../api/types.ts';
import { useCreateServiceUser } from '../../api/users.ts';
import { type AccountDraft, EMPTY_ACCOUNT, labelErrors, toFields } from '../../components/account-draft.ts';
import { AccountFields } from '../../components/account-fields.tsx';
import { useOpen } from '../../components/follow.ts';
import { isSame, LeaveQuestion } from '../../components/leave-question.tsx';
import { Page } from '../../components/page.tsx';
import { ProblemAlert } from '../../components/problem-alert.tsx';
import { Redirect } from '../../components/redirect.tsx';
import { SecretDialog } from '../../components/secret/secret-dialog.tsx';
import { notify } from '../../layout/notifications.tsx';
import { paths } from '../../paths.ts';
import { ServiceUsersHelp } from '../service-users/help.tsx';
import { IncompleteSignIn } from './incomplete-sign-in.tsx';
import { ReviewStep } from './review-step.tsx';
import {
  addSignIn,
  firstToken,
  isAddedAfterwards,
  newSignIn,
  nextStep,
  type SignIn,
  type SignIns,
  tabOf,
  verifySignIn,
  withChosen,
} from './sign-in.ts';
import { SignInStep } from './sign-in-step.tsx';

const TITLE = 'Create Service User';
const PARENTS = [{ text: 'Service Users', href: paths.serviceUsers() }];
const HELP = <ServiceUsersHelp />;
const STEPS = ['Account', 'Sign-in', 'Review and create'] as const;
const [ACCOUNT_STEP, SIGN_IN_STEP, REVIEW_STEP] = [0, 1, 2] as const;

export function CreateServiceUserScreen() {
  const [step, setStep] = useState<number>(ACCOUNT_STEP);
  const [draft, setDraft] = useState(EMPTY_ACCOUNT);
  const [signIns, setSignIns] = useState<SignIns>(() => [newSignIn('token')]);
  const [signIn] = signIns;
  const setSignIn = (changed: SignIn) => setSignIns(withChosen(signIns, changed));
  const [invalid, setInvalid] = useState<unknown>();
  const [created, setCreated] = useState<User>();
  const [secret, setSecret] = useState<Secret>();
  const [isIncomplete, setIncomplete] = useState(false);
  const isEdited = !isSame([draft, signIns], [EMPTY_ACCOUNT, signIns.map(({ method }) => newSignIn(method))]);
  const open = useOpen();
  const addition = useChange(
    (account: User) => addSignIn(account.user_id, signIn),
    () => notify({ type: 'success', content: `${draft.name.trim()} was created.${nextStep(signIn)}` }),
  );
  const add = (account: User) => addition.mutate(account, { onError: () => setIncomplete(true) });
  const create = useCreateServiceUser((user, first) => {
    setCreated(user);
    setSecret(first);
    if (isAddedAfterwards(signIn)) add(user);
    else notify({ type: 'success', content: `${user.name} was created.` });
  });
  // The dialog is gone before the page changes, because it keeps people from leaving it.
  if (created && !secret && (!isAddedAfterwards(signIn) || addition.isSuccess)) {
    return <Redirect href={paths.account(created.user_id, tabOf(signIn))} />;
  }
  if (created && isIncomplete) {
    return (
      <Page title={TITLE} parents={PARENTS} help={HELP}>
        <IncompleteSignIn
          account={created}
          signIn={signIn}
          onChange={setSignIn}
          change={addition}
          onRetry={() => add(created)}
        />
      </Page>
    );
  }
  const error = invalid ?? create.error;
  const goTo = (next: number) => {
    const checks = [() => verify(draft), () => verifySignIn(signIn)];
    const problems = checks.slice(0, next).map(problemOf);
    const invalidStep = problems.findIndex((problem) => problem !== undefined);
    create.reset();
    setInvalid(problems[invalidStep]);
    setStep(invalidStep === -1 ? next : invalidStep);
  };
  const submit = () =>
    create.mutate(() => ({ user_type: 'Service', ...toFields(draft), ...firstToken(signIn) }), {
      onError: (refused) => setStep(stepOf(refused)),
    });
  const withProblem = (content: ReactNode) => (
    <SpaceBetween size="l">
      {content}
      <ProblemAlert
        error={error}
        check="Check whether the list of Service Users has the account. If it has, rotate its token to get a secret."
      />
    </SpaceBetween>
  );
  return (
    <Page
      title={TITLE}
      part={`Step ${step + 1} of ${STEPS.length}: ${STEPS[step]}`}
      parents={PARENTS}
      help={HELP}
      ownHeader
    >
      <Wizard
        activeStepIndex={step}
        steps={[
          {
            title: STEPS[ACCOUNT_STEP],
            content: withProblem(
              <Container>
                <AccountFields
                  draft={draft}
                  onChange={(changed) => {
                    setDraft(changed);
                    setInvalid(undefined);
                  }}
                  error={error}
                  nameHint={nameHint(draft.name)}
                  isService
                />
              </Container>,
            ),
          },
          {
            title: STEPS[SIGN_IN_STEP],
            description:
              'Choose a way without a secret if there is one: no secret can leak, and none has to be rotated.',
            content: withProblem(
              <SignInStep
                signIns={signIns}
                onChange={(changed) => {
                  setSignIn(changed);
                  setInvalid(undefined);
                }}
                role={draft.role}
                error={error}
              />,
            ),
          },
          {
            title: STEPS[REVIEW_STEP],
            content: step === REVIEW_STEP && withProblem(<ReviewStep account={draft} signIn={signIn} onEdit={goTo} />),
          },
        ]}
        submitButtonText="Create"
        isLoadingNextStep={create.isPending || addition.isPending}
        onNavigate={({ detail }) => goTo(detail.requestedStepIndex)}
        onCancel={() => open(paths.serviceUsers())}
        onSubmit={submit}
      />
      <LeaveQuestion isEdited={isEdited && !created} />
      {secret && <SecretDialog title="Service User created" secret={secret} onClose={() => setSecret(undefined)} />}
    </Page>
  );
}

function nameHint(name: string): string {
  const userId = derivedUserId(name);
  return userId === undefined
    ? 'The user ID is made from the name, and never changes.'
    : `User ID, which never changes: ${userId}`;
}

/** @throws ApiProblem for a field that cannot be sent. */
function verify(draft: AccountDraft): void {
  const message = 'must have a letter from a to z or a digit, from which the user ID is derived';
  const hasUserId = derivedUserId(draft.name) !== undefined;
  requireValid([...(hasUserId ? [] : [{ path: 'name', message }]), ...labelErrors(draft)]);
}

function problemOf(check: () => void): unknown {
  try {
    check();
    return undefined;
  } catch (error) {
    return error;
  }
}

/** The step with the field that the API refuses. */
function stepOf(error: unknown): number {
  if (!(error instanceof ApiProblem)) return REVIEW_STEP;
  if (error.code === 'user_id_taken') return ACCOUNT_STEP;
  const [first] = error.fieldErrors;
  if (first === undefined) return REVIEW_STEP;
  return first.path.startsWith('token') ? SIGN_IN_STEP : ACCOUNT_STEP;
}
