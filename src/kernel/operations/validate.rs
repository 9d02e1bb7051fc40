//! `$validate` (R4, Resource/$validate): what a write would say, by the same functions that write.

use crate::error::{Error, Issue, Kind, Result, Severity};
use crate::fhir::{Resource, validate};
use crate::kernel::intent::Intent;
use crate::kernel::transact::Work;
use crate::kernel::{Context, Kernel, Operation, Scope, write};
use crate::store::Key;

/// What might be done.
#[derive(Debug, Clone)]
pub enum Proposal {
    /// A change.
    Change(Operation),
    /// Nothing: the stored resource itself is looked at.
    Nothing(Key),
}

/// What there is to say about it.
#[derive(Debug, Default)]
pub struct Verdict {
    /// Each remark with the kind of refusal that it would be part of.
    pub issues: Vec<(Kind, Issue)>,
}

impl Kernel {
    /// Says whether a change would be accepted, and whether the resource keeps the profiles that it states and
    /// those that the caller names.
    pub async fn validate(
        &self,
        context: &Context,
        proposal: Proposal,
        profiles: &[String],
    ) -> Result<Verdict> {
        context.caller.require(Scope::Read)?;
        let mut verdict = Verdict::default();
        let resource = match proposal {
            Proposal::Change(operation) => self.judge(context, operation, &mut verdict).await?,
            Proposal::Nothing(key) => {
                let version = self.live(&key).await?;
                // Anybody may store a profile, which then says what is there.
                Self::require_whole(&context.caller, &version)?;
                let resource = Resource::stored(&version.body)?;
                verdict.add(Kind::Invalid, validate::validate(&resource));
                Some(resource)
            }
        };
        if let Some(resource) = resource {
            if verdict.issues.is_empty() {
                verdict.add(Kind::Unprocessable, validate::advice(&resource));
            }
            verdict.add(Kind::Invalid, self.check_profiles(&resource, profiles).await?);
        }
        Ok(verdict)
    }

    /// Does everything that the door does but the commit; gives back the resource to look at further.
    async fn judge(
        &self,
        context: &Context,
        operation: Operation,
        verdict: &mut Verdict,
    ) -> Result<Option<Resource>> {
        let deletes = match &operation {
            Operation::Delete { key, .. } => Some(key.clone()),
            _ => None,
        };
        let work = match Work::alone(operation) {
            Ok(work) => work,
            Err(error) => return verdict.refuse(error).map(|()| None),
        };
        self.judge_steps(context, &work, deletes, verdict).await?;
        Ok(work.intents.into_iter().next().and_then(Intent::into_resource))
    }

    async fn judge_steps(
        &self,
        context: &Context,
        work: &Work,
        deletes: Option<Key>,
        verdict: &mut Verdict,
    ) -> Result<()> {
        let plan = match self.plan(context, work).await {
            Ok(plan) => plan,
            Err(error) => return verdict.refuse(error),
        };
        match write::check(&plan.steps, true) {
            Ok(warnings) => verdict.add(Kind::Invalid, warnings),
            Err(error) => verdict.refuse(error)?,
        }
        let is_refused = verdict.issues.iter().any(|(_, issue)| issue.severity == Severity::Error);
        if is_refused && deletes.is_none() {
            return Ok(());
        }
        match self.ready(context, &plan).await {
            Ok(ready)
                if ready.changes_nothing()
                    && let Some(key) = deletes =>
            {
                let message = format!(
                    "There is no {}/{} to delete; deleting it would be no error.",
                    key.resource_type, key.id
                );
                verdict.add(Kind::NotFound, vec![Issue::warning("not-found", message)]);
                Ok(())
            }
            Ok(_) => Ok(()),
            Err(error) => verdict.refuse(error),
        }
    }
}

impl Verdict {
    /// The verdict that a refusal is.
    pub fn refused(error: &Error) -> Self {
        Self { issues: error.issues().iter().map(|issue| (error.kind(), issue.clone())).collect() }
    }

    fn add(&mut self, kind: Kind, issues: Vec<Issue>) {
        self.issues.extend(issues.into_iter().map(|issue| (kind, issue)));
    }

    /// Takes a refusal as a part of the verdict; a fault of ours stays a fault.
    fn refuse(&mut self, error: Error) -> Result<()> {
        let kind = error.kind();
        if matches!(kind, Kind::Internal | Kind::Unavailable) {
            return Err(error);
        }
        self.issues.extend(error.issues().iter().map(|issue| (kind, issue.clone())));
        Ok(())
    }
}
