import JSONTree

/// What a review (admission.k8s.io) asks.
struct AdmissionReview: Sendable {
    static let limits = JSONLimits(maximumBytes: 8 << 20, maximumDepth: 100, maximumValues: 500_000)

    let kind: String?
    let apiVersion: String?
    /// Nil if the review asks nothing.
    let request: Request?

    struct Request: Sendable {
        let uid: String
        let namespace: String
        let isDryRun: Bool
        let object: JSON
    }

    /// - Throws: `JSONError`.
    init(_ bytes: [UInt8]) throws(JSONError) {
        // Nothing at all is a review that asks nothing.
        let json: JSON = bytes.isEmpty ? .object([:]) : try JSON(parsing: bytes, limits: Self.limits)
        kind = json["kind"]?.string
        apiVersion = json["apiVersion"]?.string
        guard let request = json["request"], request.object != nil else {
            self.request = nil
            return
        }
        self.request = Request(
            uid: request["uid"]?.string ?? "",
            namespace: request["namespace"]?.string ?? "",
            isDryRun: request["dryRun"]?.boolean ?? false,
            object: request["object"] ?? .null
        )
    }
}

/// The answer to a review, in the order of members that AWS's webhook writes.
struct AdmissionAnswer: Sendable {
    var kind: String?
    var apiVersion: String?
    var uid = ""
    var isAllowed: Bool
    /// Why not, if it is not allowed.
    var message: String?
    var patch: JSON?
    var warnings: [String] = []

    var bytes: [UInt8] {
        var review = JSONObject()
        if let kind { review["kind"] = .string(kind) }
        if let apiVersion { review["apiVersion"] = .string(apiVersion) }
        var response: JSONObject = ["uid": .string(uid), "allowed": .boolean(isAllowed)]
        if let message { response["status"] = ["metadata": [:], "message": .string(message)] }
        if let patch {
            response["patch"] = .string(Base64.text(patch.serialized()))
            response["patchType"] = "JSONPatch"
        }
        if !warnings.isEmpty { response["warnings"] = .array(warnings.map { .string($0) }) }
        review["response"] = .object(response)
        return JSON.object(review).serialized()
    }
}

/// Base64 with padding (RFC 4648 section 4).
enum Base64 {
    private static let digits = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)

    static func text(_ bytes: [UInt8]) -> String {
        var result: [UInt8] = []
        result.reserveCapacity((bytes.count + 2) / 3 * 4)
        var index = 0
        while index < bytes.count {
            let second = index + 1 < bytes.count ? bytes[index + 1] : 0
            let third = index + 2 < bytes.count ? bytes[index + 2] : 0
            let word = Int(bytes[index]) << 16 | Int(second) << 8 | Int(third)
            result.append(digits[word >> 18])
            result.append(digits[word >> 12 & 63])
            result.append(index + 1 < bytes.count ? digits[word >> 6 & 63] : UInt8(ascii: "="))
            result.append(index + 2 < bytes.count ? digits[word & 63] : UInt8(ascii: "="))
            index += 3
        }
        return String(decoding: result, as: UTF8.self)
    }
}
