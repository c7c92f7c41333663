import AWSProtocols
import AWSVocabulary
import IdentityTokens
import Store

/// What a caller says of a cluster that runs elsewhere.
///
/// EKS has no member for it. Here the issuer may come in the tag `lanyard.dev/issuer`, which every client can send, and all
/// of it in the member `lanyardRegistration`, which `lanyard register cluster` sends.
struct RegistrationInput: Sendable {
    static let member = "lanyardRegistration"
    static let issuerTag = "lanyard.dev/issuer"

    var issuer = ""
    var registration = ClusterRegistration()
    var nodeRole: ARN?

    /// Reads the member and the tag; nil if neither is there.
    init?(_ reader: inout ParameterReader, input: WireStructure, tags: [Tag]) {
        let tagged = tags.first { $0.key == Self.issuerTag }?.value
        guard let written = input[Self.member] else {
            guard let tagged else { return nil }
            issuer = tagged
            Self.check(issuer, at: "tags", isFetched: true, &reader)
            return
        }
        guard let members = input.structure(Self.member) else {
            reader.note(value: written.text, at: Self.member, constraint: "Member must be a structure")
            return
        }
        var inner = ParameterReader(members)
        issuer = inner.string("issuer") ?? tagged ?? ""
        registration.keySet = inner.string("keySet", length: 1...65_536)
        registration.certificateAuthority = inner.string("certificateAuthority", length: 1...65_536)
        registration.endpoint = inner.string("endpoint", length: 1...2048)
        registration.reviewer = inner.string("tokenReviewer", length: 1...16_384).map { Secret($0) }
        nodeRole = inner.roleARN("nodeRoleArn")
        do throws(Fault) { try inner.finish() } catch {
            reader.note(value: nil, at: Self.member, constraint: error.message ?? "Member must be valid")
        }
        Self.check(issuer, at: Self.member, isFetched: registration.keySet == nil, &reader)
        if let keys = registration.keySet { Self.check(keys: keys, &reader) }
        if let endpoint = registration.endpoint, !endpoint.hasPrefix("https://") {
            reader.note(value: endpoint, at: "\(Self.member).endpoint", constraint: "Member must be an https URL")
        }
        if registration.reviewer != nil, registration.endpoint == nil {
            reader.note(
                value: nil,
                at: "\(Self.member).tokenReviewer",
                constraint: "Member must come with the endpoint that it is for"
            )
        }
    }

    private static func check(_ issuer: String, at place: String, isFetched: Bool, _ reader: inout ParameterReader) {
        guard (1...255).contains(issuer.utf8.count), issuer.utf8.allSatisfy({ (0x21...0x7E).contains($0) }) else {
            return reader.note(value: issuer, at: place, constraint: "The issuer must have 1 to 255 visible characters")
        }
        if isFetched, !issuer.hasPrefix("https://") {
            reader.note(
                value: issuer,
                at: place,
                constraint: "The issuer must be an https URL unless its keys are given"
            )
        }
    }

    private static func check(keys: String, _ reader: inout ParameterReader) {
        do throws(KeySetError) {
            guard try KeySet(parsing: Array(keys.utf8)).keys.isEmpty else { return }
            reader.note(value: nil, at: "\(member).keySet", constraint: "it has no key that verifies signatures")
        } catch {
            reader.note(value: nil, at: "\(member).keySet", constraint: error.description)
        }
    }
}
