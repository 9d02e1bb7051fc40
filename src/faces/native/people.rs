//! `/people`: who takes part, says things and has things to do.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::error::Result;
use crate::faces::native::resource::{Filter, Nothing, Resource, nothing};
use crate::faces::native::wire;
use crate::kernel::{Context, Kernel};
use crate::model::Person;

/// The people.
pub(super) struct People;

/// A person. How to reach one is shown only to callers with the scope `personal`; who lacks it cannot change the
/// person either.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct PersonFields {
    /// The whole name, as the person or the minutes write it.
    #[schema(min_length = 1)]
    name: String,
    /// The e-mail address.
    #[serde(default)]
    email: Option<String>,
    /// The telephone number.
    #[serde(default)]
    phone: Option<String>,
}

impl Resource for People {
    type Model = Person;
    type Fields = PersonFields;
    type Computed = Nothing;

    const PATH: &'static str = "people";
    const NAME: &'static str = "Person";
    const PLURAL: &'static str = "People";
    const ONE: &'static str = "a person";
    const MANY: &'static str = "people";
    const ABOUT: &'static str = "Who takes part, says things and has things to do.";
    const FILTERS: &'static [Filter] = &[
        Filter::exactly(
            "email",
            "email",
            "someone@example.org",
            "The e-mail address; needs the scope `personal`.",
        ),
        Filter::contains("q", "name", "camara", "The name contains this text."),
    ];
    const SORTS: &'static [(&'static str, &'static str)] = &[("name", "name")];

    fn fields(person: &Person) -> PersonFields {
        PersonFields { name: person.name.clone(), email: person.email.clone(), phone: person.phone.clone() }
    }

    fn model(fields: PersonFields) -> Result<Person> {
        Ok(Person {
            id: None,
            name: wire::filled(fields.name, "/name")?,
            email: wire::optional(fields.email),
            phone: wire::optional(fields.phone),
        })
    }

    async fn compute(_: &Kernel, _: &Context, people: &[Person]) -> Result<Vec<Nothing>> {
        Ok(nothing(people))
    }

    fn example() -> PersonFields {
        let email = Some("fatou.camara@example.org".to_owned());
        Self::fields(&Person { name: "Fatou Camara".to_owned(), email, ..Person::default() })
    }
}
