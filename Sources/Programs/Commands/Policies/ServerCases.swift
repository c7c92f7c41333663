import AWSVocabulary
import ControlPlaneClient
import Diagnosis
import IAMPolicy
import JSONTree

/// Cases whose policies are a server's, but for those that they name themselves.
struct ServerCases {
    /// What a server says of a bucket's policy.
    enum BucketPolicy: Sendable {
        case policy(AttachedPolicy)
        /// The bucket has none.
        case none
        case noBucket
        /// Why it is not known.
        case unknown(String)
    }

    private let estate: Estate
    /// For messages: `the server http://127.0.0.1:4580`.
    private let place: String
    private let readBucket: (String) async -> BucketPolicy
    private var buckets: [String: BucketPolicy] = [:]

    init(estate: Estate, place: String, readBucket: @escaping (String) async -> BucketPolicy) {
        self.estate = estate
        self.place = place
        self.readBucket = readBucket
    }

    /// Reads the account's identities, once; policies of buckets when a case is about them.
    ///
    /// - Throws: `CommandFailure` for what the server refuses.
    init(_ server: ServerOption) async throws(CommandFailure) {
        guard let access = try server.access() else {
            throw CommandFailure("--kubeconfig names a cluster, and policies are in none: name a server")
        }
        var estate = try await ServerEstate.identities(access)
        AWSManagedPolicies.add(to: &estate)
        for remark in estate.remarks { Complaint.print(remark) }
        let name: String
        do throws(CallError) { name = try access.endpoint(of: "iam").endpoint.description } catch {
            throw CommandFailure("\(error)")
        }
        self.init(estate: estate, place: "the server \(name)") { bucket in await Self.policy(of: bucket, access) }
    }

    /// Answers a line as `EvaluationCase.answer` does; one that the server cannot complete is answered as malformed.
    mutating func answer(_ line: [UInt8]) async -> JSON {
        switch EvaluationCase.Line(line) {
        case .malformed(let answer): return answer
        case .readable(var one):
            do throws(CaseGap) {
                try estate.complete(&one, place: place)
                try await addBucketPolicy(to: &one)
            } catch {
                return EvaluationCase.malformed("\(error)", id: one.id)
            }
            return one.answer
        }
    }

    private mutating func addBucketPolicy(to one: inout EvaluationCase) async throws(CaseGap) {
        guard one.isOpen(.resource), let bucket = Self.bucket(one.resource) else { return }
        let found: BucketPolicy
        if let known = buckets[bucket] {
            found = known
        } else {
            found = await readBucket(bucket)
            buckets[bucket] = found
        }
        switch found {
        case .policy(let policy): one.fill(resource: policy)
        case .none: break
        case .noBucket: one.warn("no bucket \(bucket) on \(place): it was judged without a bucket policy")
        case .unknown(let reason):
            throw CaseGap(
                "the policy of the bucket \(bucket) is not known: \(reason); "
                    + "a case can name resourcePolicy itself, [] for none"
            )
        }
    }

    /// The bucket that an ARN names; nil if it names none, or several with a wildcard.
    static func bucket(_ resource: String) -> String? {
        guard let arn = ARN(resource), arn.service == "s3", arn.account.isEmpty, arn.region.isEmpty else { return nil }
        let name = arn.resource.prefix { $0 != "/" }
        let isName = name.utf8.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"):
                true
            default: false
            }
        }
        return isName && !name.isEmpty ? String(name) : nil
    }

    private static func policy(of bucket: String, _ access: AWSAccess) async -> BucketPolicy {
        do throws(CallError) {
            let document = try await access.get("s3", [bucket], [(name: "policy", value: "")])
            let name = "bucket policy of \(bucket)"
            guard let policy = try? PolicyDocument(parsing: document.text(), kind: .resource) else {
                return .unknown("it cannot be read")
            }
            return .policy(AttachedPolicy(name: name, document: policy))
        } catch {
            guard case .refused(_, let code, _, _) = error else { return .unknown("\(error)") }
            switch code {
            case "NoSuchBucketPolicy": return .none
            case "NoSuchBucket": return .noBucket
            default: return .unknown("s3:GetBucketPolicy: \(error)")
            }
        }
    }
}
