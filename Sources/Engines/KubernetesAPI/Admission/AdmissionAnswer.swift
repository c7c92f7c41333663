package import JSONTree

/// What a webhook answered to a review.
package struct AdmissionAnswer: Sendable {
    /// The answer is none that can be used, and why.
    package struct Problem: Error, Sendable, Hashable {
        package let reason: String
    }

    private static let maximumWarning = 256
    private static let maximumWarnings = 4_096

    /// Why the request is refused; nil if it is allowed.
    package let refusal: APIError?
    /// A JSON patch (RFC 6902); nil of a validating webhook, whose patch does not count.
    package let patch: JSON?
    package let warnings: [String]

    /// Reads the body of an answer to the review with a uid; `patches` for a mutating webhook.
    ///
    /// - Throws: `Problem`.
    package init(parsing body: [UInt8], uid: String, webhook: String, patches: Bool) throws(Problem) {
        guard let json = try? JSON(parsing: body) else {
            throw Problem(reason: "the body of the answer is not JSON")
        }
        let (version, kind) = (json["apiVersion"]?.string ?? "", json["kind"]?.string ?? "")
        guard version == "admission.k8s.io/v1", kind == "AdmissionReview" else {
            throw Problem(
                reason: "expected webhook response of admission.k8s.io/v1, Kind=AdmissionReview, got \(version), "
                    + "Kind=\(kind)"
            )
        }
        guard let response = json["response"], response.object != nil else {
            throw Problem(reason: "webhook response was absent")
        }
        guard response["uid"]?.string == uid else {
            let given = JSON.string(response["uid"]?.string ?? "").text()
            throw Problem(reason: "expected response.uid=\(JSON.string(uid).text()), got \(given)")
        }
        warnings = Self.limited((response["warnings"]?.array ?? []).compactMap(\.string))
        let isAllowed = response["allowed"]?.boolean ?? false
        refusal = isAllowed ? nil : Self.refusal(response["status"] ?? .empty, webhook)
        guard patches else {
            patch = nil
            return
        }
        guard let text = response["patch"]?.string, !text.isEmpty else {
            guard response["patchType"] == nil || response["patchType"] == .null else {
                throw Problem(reason: "webhook returned response.patchType but not response.patch")
            }
            patch = nil
            return
        }
        guard response["patchType"]?.string == "JSONPatch" else {
            throw Problem(
                reason: "webhook returned invalid response.patchType of "
                    + JSON.string(response["patchType"]?.string ?? "").text()
            )
        }
        guard let bytes = Base64.decode(text), let patch = try? JSON(parsing: bytes), patch.array != nil else {
            throw Problem(reason: "webhook returned response.patch that is no JSON patch in base64")
        }
        self.patch = patch
    }

    private static func limited(_ warnings: [String]) -> [String] {
        var rest = maximumWarnings
        var kept: [String] = []
        for warning in warnings {
            let text = String(warning.prefix(maximumWarning))
            rest -= text.utf8.count
            if rest < 0 { break }
            kept.append(text)
        }
        return kept
    }

    private static func refusal(_ status: JSON, _ webhook: String) -> APIError {
        let denied = "admission webhook \(JSON.string(webhook).text()) denied the request"
        let (message, reason) = (status["message"]?.string ?? "", status["reason"]?.string ?? "")
        let words = !message.isEmpty ? ": " + message : !reason.isEmpty ? ": " + reason : " without explanation"
        let code = status["code"]?.integer ?? 400
        return APIError(code: (400...599).contains(code) ? code : 400, reason: reason, message: denied + words)
    }
}
