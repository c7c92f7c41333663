package import Ambient
import JSONTree
package import PodIdentity

/// The admission endpoint as a function: a review in, a review out.
package struct PodIdentityWebhook: Sendable {
    let settings: InjectionSettings
    let knowledge: ServiceAccountKnowledge
    let associations: any AssociationSource
    let reader: (any ServiceAccountReader)?
    let policy: UnresolvedPolicy
    let random: RandomSource
    let metrics: WebhookMetrics
    private let report: @Sendable (UnresolvedIdentity) -> Void

    /// Warnings longer than this are cut by the API server.
    private static let longestWarning = 256

    /// `reader` is asked on a cache miss, nil for nobody; `report` is told of pods whose identity cannot be told, unless
    /// the policy is to ignore them or the request is a dry run.
    package init(
        settings: InjectionSettings,
        knowledge: ServiceAccountKnowledge,
        associations: any AssociationSource,
        reader: (any ServiceAccountReader)?,
        policy: UnresolvedPolicy,
        random: RandomSource,
        metrics: WebhookMetrics,
        report: @escaping @Sendable (UnresolvedIdentity) -> Void
    ) {
        self.settings = settings
        self.knowledge = knowledge
        self.associations = associations
        self.reader = reader
        self.policy = policy
        self.random = random
        self.metrics = metrics
        self.report = report
    }

    /// Answers one review, given as JSON.
    package func review(_ bytes: [UInt8]) async -> [UInt8] {
        let review: AdmissionReview
        do throws(JSONError) { review = try AdmissionReview(bytes) } catch {
            return AdmissionAnswer(isAllowed: false, message: "the review cannot be decoded: \(error)").bytes
        }
        guard let request = review.request else {
            return AdmissionAnswer(isAllowed: false, message: "bad content").bytes
        }
        var answer = await answer(request)
        answer.kind = review.kind
        answer.apiVersion = review.apiVersion
        answer.uid = request.uid
        answer.warnings = answer.warnings.map { String($0.prefix(Self.longestWarning)) }
        return answer.bytes
    }

    private func answer(_ request: AdmissionReview.Request) async -> AdmissionAnswer {
        let pod = request.object
        guard pod.object != nil else {
            return AdmissionAnswer(isAllowed: false, message: "the object is not a Pod: it is no object")
        }
        guard pod["spec"]?.object != nil else { return AdmissionAnswer(isAllowed: true) }
        guard let name = pod["spec"]?["serviceAccountName"]?.string, !name.isEmpty else {
            return AdmissionAnswer(isAllowed: true)
        }
        let account = ServiceAccountName(namespace: request.namespace, name: name)
        let resolution = await resolve(account)
        var answer = AdmissionAnswer(isAllowed: true)
        if let unresolved = resolution.unresolved {
            answer = tell(unresolved, isDryRun: request.isDryRun)
            guard answer.isAllowed else { return answer }
        }
        guard let identity = resolution.identity else { return answer }
        do throws(PodRefusal) {
            let injection = try PodInjection(pod: pod, identity: identity, settings: settings, random: random)
            metrics.decided(identity.method)
            answer.patch = injection.patch
            answer.warnings += injection.warnings
            return answer
        } catch {
            if case .mountPathClash = error {
                let clash = UnresolvedIdentity(account: account, reason: .mountPathClash, message: "\(error)")
                metrics.unresolved(clash.reason)
                if !request.isDryRun { report(clash) }
            }
            return AdmissionAnswer(isAllowed: false, message: "\(error)")
        }
    }

    /// The pod is refused or let through, and somebody hears of it.
    private func tell(_ unresolved: UnresolvedIdentity, isDryRun: Bool) -> AdmissionAnswer {
        metrics.unresolved(unresolved.reason)
        if policy != .ignore, !isDryRun { report(unresolved) }
        switch policy {
        case .deny: return AdmissionAnswer(isAllowed: false, message: unresolved.message)
        case .warn: return AdmissionAnswer(isAllowed: true, warnings: [unresolved.message])
        case .ignore: return AdmissionAnswer(isAllowed: true)
        }
    }
}
