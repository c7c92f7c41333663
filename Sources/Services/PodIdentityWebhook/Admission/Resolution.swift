import PodIdentity

/// The identity of a service account, and what stands in the way of being sure.
struct Resolution: Sendable {
    var identity: ChosenIdentity?
    var unresolved: UnresolvedIdentity?
}

extension PodIdentityWebhook {
    /// Finds a service account's identity: in the caches, or else from the API server.
    func resolve(_ account: ServiceAccountName) async -> Resolution {
        let known = knowledge.evidence(account)
        var evidence = known.evidence
        let association = associations.isAssociated(account)
        evidence.isAssociated = association == true
        var doubt: (UnresolvedIdentity.Reason, String)?
        // An association wins over whatever the service account says, so there is nothing to wait for.
        let isUnseen = evidence.serviceAccount == nil
        // What is known of a service account without a role may be old; then it is asked for too.
        let isDoubtful = !known.isCurrent && evidence.serviceAccount?.role == nil
        if isUnseen || isDoubtful, !evidence.isAssociated {
            switch await reader?.read(account) {
            case .found(let annotations)?:
                metrics.readLive(.found)
                evidence.serviceAccount = ServiceAccountFacts(annotations: annotations, settings: settings)
            case .absent? where !isUnseen, .failed? where !isUnseen: metrics.readLive(.failed)
            case .absent?:
                metrics.readLive(.absent)
                metrics.missedServiceAccount()
                doubt = (.serviceAccountAbsent, "service account \(account) does not exist")
            case .failed(let reason)?:
                metrics.readLive(.failed)
                metrics.missedServiceAccount()
                doubt = (.serviceAccountUnreadable, "service account \(account) cannot be read: \(reason)")
            case nil where !isUnseen: break
            case nil:
                metrics.missedServiceAccount()
                doubt = (.serviceAccountUnreadable, "service account \(account) is not known here yet")
            }
        }
        let identity = evidence.identity(settings)
        if !evidence.isAssociated, association == nil {
            doubt = doubt ?? (.cachesNotSynced, "the pod identity associations have not been read yet")
        } else if identity == nil, !known.hasRules {
            doubt = doubt ?? (.cachesNotSynced, "the ConfigMap pod-identity-webhook has not been read yet")
        } else if identity != nil {
            // A rule of the ConfigMap is an answer, as it is to AWS's webhook.
            doubt = nil
        }
        if doubt == nil, case .role(let role)? = identity?.method, !RoleARN.isValid(role) {
            doubt = (.roleInvalid, "service account \(account) names the role \"\(role)\", which is no role ARN")
        }
        guard let (reason, message) = doubt else { return Resolution(identity: identity) }
        let consequence =
            identity == nil
            ? "this pod was not given an identity" : "this pod's credentials may not be those it should have"
        return Resolution(
            identity: identity,
            unresolved: UnresolvedIdentity(
                account: account,
                reason: reason,
                message: "pod-identity-webhook: \(message); \(policy == .deny ? "the pod is refused" : consequence)"
            )
        )
    }
}
