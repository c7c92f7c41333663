package import JSONTree

/// A failure as Kubernetes reports it: a `Status` object (meta/v1).
package struct APIError: Error, Sendable, Hashable {
    /// One thing that is wrong with an object.
    package struct Cause: Sendable, Hashable {
        /// For example `FieldValueRequired`.
        package let reason: String
        package let message: String
        /// For example `spec.containers[0].name`.
        package let field: String

        package static func required(_ field: String, _ detail: String = "") -> Cause {
            Cause(
                reason: "FieldValueRequired",
                message: detail.isEmpty ? "Required value" : "Required value: \(detail)",
                field: field
            )
        }

        package static func invalid(_ field: String, _ value: String, _ detail: String) -> Cause {
            Cause(
                reason: "FieldValueInvalid",
                message: "Invalid value: \(JSON.string(value).text()): \(detail)",
                field: field
            )
        }

        package static func invalid(_ field: String, number: Int, _ detail: String) -> Cause {
            Cause(reason: "FieldValueInvalid", message: "Invalid value: \(number): \(detail)", field: field)
        }

        package static func duplicate(_ field: String, _ value: String) -> Cause {
            Cause(
                reason: "FieldValueDuplicate",
                message: "Duplicate value: \(JSON.string(value).text())",
                field: field
            )
        }

        package static func notFound(_ field: String, _ value: String) -> Cause {
            Cause(reason: "FieldValueNotFound", message: "Not found: \(JSON.string(value).text())", field: field)
        }

        package static func forbidden(_ field: String, _ detail: String) -> Cause {
            Cause(reason: "FieldValueForbidden", message: "Forbidden: \(detail)", field: field)
        }

        package static func unsupported(_ field: String, _ value: String, _ allowed: [String]) -> Cause {
            let list = allowed.map { JSON.string($0).text() }.joined(separator: ", ")
            return Cause(
                reason: "FieldValueNotSupported",
                message: "Unsupported value: \(JSON.string(value).text()): supported values: \(list)",
                field: field
            )
        }
    }

    package let code: Int
    package let reason: String
    package let message: String
    package var details = JSONObject()
    /// Where a list may go on all the same.
    package var continuation: String?
    /// The key that a body had twice in one object.
    package var duplicateKey: String?

    package init(code: Int, reason: String, message: String, details: JSONObject = JSONObject()) {
        self.code = code
        self.reason = reason
        self.message = message
        self.details = details
    }

    package var json: JSON {
        var json: JSON = [
            "kind": "Status", "apiVersion": "v1", "metadata": .empty, "status": "Failure", "message": .string(message),
            "reason": .string(reason),
        ]
        if let continuation { json.set("metadata", "continue", to: .string(continuation)) }
        // kubectl looks into the details of a 404 without asking whether there are any.
        if !details.isEmpty || code == 404 { json.set("details", to: .object(details)) }
        json.set("code", to: .whole(code))
        return json
    }

    private static func details(_ resource: APIResource, _ name: String, kind: String? = nil) -> JSONObject {
        var details = JSONObject()
        if !name.isEmpty { details["name"] = .string(name) }
        if !resource.group.isEmpty { details["group"] = .string(resource.group) }
        details["kind"] = .string(kind ?? resource.plural)
        return details
    }

    package static func notFound(_ resource: APIResource, _ name: String) -> APIError {
        APIError(
            code: 404,
            reason: "NotFound",
            message: "\(resource.qualifiedName) \(JSON.string(name).text()) not found",
            details: details(resource, name)
        )
    }

    package static func alreadyExists(_ resource: APIResource, _ name: String) -> APIError {
        APIError(
            code: 409,
            reason: "AlreadyExists",
            message: "\(resource.qualifiedName) \(JSON.string(name).text()) already exists",
            details: details(resource, name)
        )
    }

    package static func conflict(
        _ resource: APIResource,
        _ name: String,
        _ problem: String =
            "the object has been modified; please apply your changes to the latest version and try again"
    ) -> APIError {
        APIError(
            code: 409,
            reason: "Conflict",
            message:
                "Operation cannot be fulfilled on \(resource.qualifiedName) \(JSON.string(name).text()): \(problem)",
            details: details(resource, name)
        )
    }

    package static func invalid(_ resource: APIResource, _ name: String, _ causes: [Cause]) -> APIError {
        let kind = resource.group.isEmpty ? resource.kind : "\(resource.kind).\(resource.group)"
        let problems = causes.map { "\($0.field): \($0.message)" }
        let text = problems.count == 1 ? problems[0] : "[" + problems.joined(separator: ", ") + "]"
        var details = details(resource, name, kind: resource.kind)
        details["causes"] = .array(
            causes.map {
                ["reason": .string($0.reason), "message": .string($0.message), "field": .string($0.field)]
            }
        )
        return APIError(
            code: 422,
            reason: "Invalid",
            message: "\(kind) \(JSON.string(name).text()) is invalid: \(text)",
            details: details
        )
    }

    /// What is wrong with the parameters of a request, or with a patch (no options).
    package static func invalid(options: String, _ cause: Cause) -> APIError {
        var details = JSONObject()
        if !options.isEmpty {
            details["group"] = "meta.k8s.io"
            details["kind"] = .string(options)
        }
        details["causes"] = [
            ["reason": .string(cause.reason), "message": .string(cause.message), "field": .string(cause.field)]
        ]
        let kind = options.isEmpty ? "" : "\(options).meta.k8s.io"
        return APIError(
            code: 422,
            reason: "Invalid",
            message: "\(kind) \"\" is invalid: \(cause.field): \(cause.message)",
            details: details
        )
    }

    package static func forbidden(_ resource: APIResource, _ name: String, _ problem: String) -> APIError {
        let object = name.isEmpty ? resource.qualifiedName : "\(resource.qualifiedName) \(JSON.string(name).text())"
        return APIError(
            code: 403,
            reason: "Forbidden",
            message: "\(object) is forbidden: \(problem)",
            details: details(resource, name)
        )
    }

    package static func badRequest(_ message: String) -> APIError {
        APIError(code: 400, reason: "BadRequest", message: message)
    }

    package static func unsupportedMediaType(_ message: String) -> APIError {
        APIError(code: 415, reason: "UnsupportedMediaType", message: message)
    }

    package static let unauthorized = APIError(code: 401, reason: "Unauthorized", message: "Unauthorized")

    package static let methodNotAllowed = APIError(
        code: 405,
        reason: "MethodNotAllowed",
        message: "the server does not allow this method on the requested resource"
    )

    package static func expired(_ asked: Int, oldest: Int) -> APIError {
        APIError(code: 410, reason: "Expired", message: "too old resource version: \(asked) (\(oldest))")
    }

    /// A list in pages whose snapshot is held no more.
    package static func lostPage(continuing token: String) -> APIError {
        var error = APIError(
            code: 410,
            reason: "Expired",
            message: """
                The provided continue parameter is too old to display a consistent list result. You can start a new \
                list without the continue parameter, or use the continue token in this response to retrieve the \
                remainder of the results. Continuing with the provided token results in an inconsistent list - objects \
                that were created, modified, or deleted between the time the first chunk was returned and now may show \
                up in the list.
                """
        )
        error.continuation = token
        return error
    }

    package static func notServed(_ what: String) -> APIError {
        APIError(
            code: 404,
            reason: "NotFound",
            message: """
                the server could not find the requested resource (\(what)): this is Lanyard's embedded cluster, a test \
                bed for pod identity, which serves \(APIResource.all.filter(\.isStored).map(\.plural).sorted()
                .joined(separator: ", ")) and the reviews of authentication and authorization; for anything else run \
                a real cluster, for example kind or k3s, and point the Lanyard webhook at it
                """
        )
    }

    package static func internalError(_ message: String) -> APIError {
        APIError(code: 500, reason: "InternalError", message: "Internal error occurred: \(message)")
    }
}
