//! Searches of compartments (R4, section 2.39), of those that the statement declares.

use serde_json::Value;
use utoipa::openapi::Components;
use utoipa::openapi::path::{HttpMethod, OperationBuilder, ParameterBuilder, ParameterIn, PathsBuilder};
use utoipa::openapi::schema::{ObjectBuilder, Type};
use utoipa::openapi::{Ref, Required};

use crate::faces::fhir::openapi::answers::{self, BUNDLE};
use crate::faces::fhir::openapi::bodies;
use crate::faces::fhir::openapi::path::{add, operation};
use crate::faces::fhir::openapi::searching::{self, SEARCHED};
use crate::fhir::ResourceType;
use crate::search::Area;

/// The types of the resources whose compartments can be searched. `rest` is what the statement says of the server.
fn declared(rest: &Value) -> impl Iterator<Item = ResourceType> {
    let listed = rest["compartment"].as_array().into_iter().flatten().filter_map(Value::as_str);
    listed.filter_map(|url| {
        // The standard writes the names of CompartmentDefinitions with a small letter at times.
        let code = url.rsplit('/').next().unwrap_or_default();
        ResourceType::all().find(|one| one.name().eq_ignore_ascii_case(code))
    })
}

/// Adds the types that may belong to each compartment as components.
pub(super) fn add_members(components: &mut Components, rest: &Value) {
    for of in declared(rest) {
        let names = std::iter::once("*").chain(Area::members(of).into_iter().map(ResourceType::name));
        let schema = ObjectBuilder::new().schema_type(Type::String).enum_values(Some(names)).examples(["*"]);
        let parameter = ParameterBuilder::new()
            .name(MEMBER)
            .parameter_in(ParameterIn::Path)
            .required(Required::True)
            .description(Some("The type that is searched; '*' for all that may belong to the compartment."))
            .schema(Some(schema))
            .build();
        components.parameters.insert(member(of), parameter.into());
    }
}

const MEMBER: &str = "member";

fn member(of: ResourceType) -> String {
    format!("{of}-{MEMBER}")
}

/// Adds the paths of the compartments.
pub(super) fn add_paths(paths: PathsBuilder, rest: &Value) -> PathsBuilder {
    declared(rest).fold(paths, |paths, of| {
        let searched = |id: String, how: &str| {
            let summary = format!("Searches what belongs to a {of}{how}");
            let search = operation(of.name(), id, summary, &[&["_type"], SEARCHED].concat(), &[]);
            let member = Ref::new(format!("#/components/parameters/{}", member(of)));
            let search = search.parameter_ref(member);
            let search = searching::of_every_type(rest).fold(search, OperationBuilder::parameter_ref);
            search.response("200", answers::reference(BUNDLE))
        };
        let by_get = searched(format!("search{of}Compartment"), "");
        let by_post = searched(format!("search{of}CompartmentByPost"), " by a form")
            .request_body_ref(Some(bodies::reference(bodies::FORM)));
        let path = format!("/{of}/{{id}}/{{{MEMBER}}}");
        let paths = add(paths, path.clone(), vec![(HttpMethod::Get, by_get)]);
        add(paths, format!("{path}/_search"), vec![(HttpMethod::Post, by_post)])
    })
}
