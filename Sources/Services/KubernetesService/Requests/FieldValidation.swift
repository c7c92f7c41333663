import JSONTree
import KubernetesAPI

/// What becomes of fields that a kind does not have (`fieldValidation`): `kubectl` asks for `Strict`.
enum FieldValidation: String, CaseIterable {
    case ignore = "Ignore"
    case warn = "Warn"
    case strict = "Strict"

    /// - Throws: `APIError` 422 for another word.
    init(_ request: KubernetesRequest) throws(APIError) {
        let word = request.value("fieldValidation") ?? ""
        guard let found = word.isEmpty ? .warn : Self(rawValue: word) else {
            let options = ["POST": "CreateOptions", "PUT": "UpdateOptions"][request.method] ?? "PatchOptions"
            throw .invalid(
                options: options,
                .unsupported("fieldValidation", word, Self.allCases.map(\.rawValue).sorted())
            )
        }
        self = found
    }
}

extension RequestTarget {
    /// The kind of object that a request about this carries.
    var bodyKind: String {
        switch subresource {
        case "token": "TokenRequest"
        case "scale": "Scale"
        case "binding": "Binding"
        default: resource.kind
        }
    }
}

extension KubernetesService {
    /// The object that a request carries, without the fields that its kind does not have.
    ///
    /// - Throws: `APIError` 400 for a field of a wrong type, and for unknown fields if the request is strict about them.
    func object(_ request: KubernetesRequest, _ target: RequestTarget) throws(APIError) -> JSON {
        let validation = try FieldValidation(request)
        let kind = target.bodyKind
        let failed =
            "\(kind) in version \(JSON.string(target.resource.version).text()) cannot be handled as a \(kind): "
        let object: JSON
        do throws(APIError) { object = try body(request) } catch {
            guard let key = error.duplicateKey else { throw error }
            throw .badRequest(failed + Self.strict(["duplicate field \(JSON.string(key).text())"]))
        }
        // Another kind is refused in words of its own.
        guard object.object != nil, object["kind"]?.string ?? kind == kind else { return object }
        let check: FieldCheck
        do throws(FieldCheck.Mismatch) { check = try FieldCheck(object, as: kind) } catch {
            throw .badRequest(failed + error.words)
        }
        guard validation != .strict || check.unknown.isEmpty else {
            throw .badRequest(failed + Self.strict(check.unknown))
        }
        if validation == .warn { for warning in check.unknown { request.warnings.append(warning) } }
        warnOfUnheeded(in: check.object, request, target)
        return check.object
    }

    /// What a patch has made of an object, without the fields that its kind does not have.
    ///
    /// - Throws: `APIError` 400 for unknown fields if the request is strict about them, 422 for a field of a wrong type.
    func object(
        patched: JSON,
        by patch: JSON,
        _ request: KubernetesRequest,
        _ target: RequestTarget
    ) throws(APIError) -> JSON {
        guard patched.object != nil else { return patched }
        let validation = try FieldValidation(request)
        let check: FieldCheck
        do throws(FieldCheck.Mismatch) { check = try FieldCheck(patched, as: target.bodyKind) } catch {
            let shown = target.resource == .secrets ? "***" : patch.text()
            throw .invalid(options: "", .invalid("patch", shown, error.words))
        }
        guard validation != .strict || check.unknown.isEmpty else { throw .badRequest(Self.strict(check.unknown)) }
        if validation == .warn { for warning in check.unknown { request.warnings.append(warning) } }
        warnOfUnheeded(in: check.object, request, target)
        return check.object
    }

    /// Fields that this cluster keeps and does not act on; for an object itself, not for its subresources.
    private func warnOfUnheeded(in object: JSON, _ request: KubernetesRequest, _ target: RequestTarget) {
        guard target.subresource.isEmpty else { return }
        for warning in UnheededFields.warnings(of: object, as: target.resource) { request.warnings.append(warning) }
    }

    private static func strict(_ problems: [String]) -> String {
        "strict decoding error: " + problems.joined(separator: ", ")
    }
}
