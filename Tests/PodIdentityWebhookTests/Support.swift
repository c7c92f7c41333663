import Ambient
import Foundation
import JSONTree
import PodIdentity
import Synchronization
import Testing

@testable import PodIdentityWebhook

let arn = "arn:aws:iam::111122223333:role/app"

/// Answers live reads as a test wants, and counts them.
final class ScriptedReader: ServiceAccountReader {
    private let answers: [String: LiveServiceAccount]
    private let asked = Mutex<[String]>([])

    init(_ answers: [String: LiveServiceAccount]) {
        self.answers = answers
    }

    var reads: [String] { asked.withLock { $0 } }

    func read(_ account: ServiceAccountName) async -> LiveServiceAccount {
        asked.withLock { $0.append(account.key) }
        return answers[account.key] ?? .failed("the API server is away")
    }
}

/// A webhook and what it told.
struct Bench {
    let knowledge: ServiceAccountKnowledge
    let webhook: PodIdentityWebhook
    let metrics = WebhookMetrics()
    let reports = Reports()

    final class Reports: Sendable {
        let list = Mutex<[UnresolvedIdentity]>([])
        var reasons: [UnresolvedIdentity.Reason] { list.withLock { $0.map(\.reason) } }
    }

    init(
        policy: UnresolvedPolicy = .warn,
        reader: ScriptedReader? = nil,
        associations: any AssociationSource = NoAssociations(),
        watchesConfigMap: Bool = false,
        accounts: [String: String]? = [:]
    ) {
        knowledge = ServiceAccountKnowledge(watchesConfigMap: watchesConfigMap)
        if let accounts {
            knowledge.replaceAccounts(
                accounts.mapValues { role in
                    var facts = ServiceAccountFacts()
                    facts.role = role.isEmpty ? nil : role
                    return facts
                }
            )
        }
        webhook = PodIdentityWebhook(
            settings: InjectionSettings(),
            knowledge: knowledge,
            associations: associations,
            reader: reader,
            policy: policy,
            random: .seeded(1),
            metrics: metrics,
            report: { [reports] unresolved in reports.list.withLock { $0.append(unresolved) } }
        )
    }

    /// The response to a review of a pod of service account `n/s`.
    func response(_ account: String = "s", dryRun: Bool = false, pod: String? = nil) async throws -> JSON {
        let object = pod ?? #"{"spec":{"serviceAccountName":"\#(account)","containers":[{"name":"x"}]}}"#
        let review = """
            {"kind":"AdmissionReview","apiVersion":"admission.k8s.io/v1",
            "request":{"uid":"u","namespace":"n","dryRun":\(dryRun),"object":\(object)}}
            """
        let answer = try JSON(parsing: await webhook.review(Array(review.utf8)))
        return try #require(answer["response"])
    }

    var metricsText: String { metrics.text(knowledge: knowledge, isReady: true) }
}

/// The patch of a response.
func patch(_ response: JSON) throws -> [JSON] {
    let text = try #require(response["patch"]?.string)
    let data = try #require(Data(base64Encoded: text))
    return try JSON(parsing: Array(data)).array ?? []
}
