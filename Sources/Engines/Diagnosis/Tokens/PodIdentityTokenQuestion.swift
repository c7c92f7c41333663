package import AWSVocabulary
package import Ambient
import IAMPolicy
import IdentityTokens

/// Does this pod's token get credentials by EKS Pod Identity? Every check of EKS Auth's `AssumeRoleForPodIdentity`.
package struct PodIdentityTokenQuestion: Sendable {
    package static let audience = "pods.eks.amazonaws.com"

    let token: String
    /// The role that is expected to come of it; nil for the association's, whatever it is.
    let roleARN: ARN?
    let estate: Estate
    /// The cluster's name, if several have the issuer.
    let cluster: String?
    let now: Timestamp

    package init(token: String, roleARN: ARN?, estate: Estate, cluster: String? = nil, now: Timestamp) {
        self.token = token
        self.roleARN = roleARN
        self.estate = estate
        self.cluster = cluster
        self.now = now
    }

    /// Whether a token is one for EKS Pod Identity.
    package static func isMeant(by token: String) -> Bool {
        (try? UnverifiedToken(parsing: token))?.claims.audiences.contains(audience) ?? false
    }

    /// Every check in the order of EKS Auth; those after the first failure as if it were mended.
    package var diagnosis: Diagnosis {
        let question = "Can this token get \(roleARN.map { "\($0)" } ?? "credentials") by EKS Pod Identity?"
        let parsed: UnverifiedToken
        do throws(TokenRejection) { parsed = try UnverifiedToken(parsing: token) } catch {
            return Diagnosis(question: question, steps: [Self.answered(TokenStep.unreadable(error, text: token))])
        }
        let claims = parsed.claims
        var steps = [TokenStep.readable(parsed), clusterStep(claims), audienceStep(claims)]
        steps.append(Self.answered(SignatureStep(token: parsed, keys: estate.keys).step))
        steps.append(Self.answered(TimesStep(claims: claims, now: now, limitsAge: false).step))
        guard let kubernetes = claims.kubernetes, let pod = kubernetes.podName, let uid = kubernetes.podUID else {
            steps.append(
                Self.refused(
                    "pod",
                    "the token is bound to no pod",
                    [
                        Mistake(
                            .notTheToken,
                            "EKS Pod Identity takes the tokens of running pods only, not those of kubectl create token",
                            remedy:
                                "use the file in AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE of the pod; by hand: kubectl "
                                + "create token SERVICEACCOUNT --audience \(Self.audience) --bound-object-kind Pod "
                                + "--bound-object-name POD"
                        )
                    ]
                )
            )
            return Diagnosis(question: question, steps: steps)
        }
        steps.append(podStep(claims, kubernetes, pod, uid))
        steps += roleSteps(kubernetes, pod, uid, issuer: claims.issuer)
        return Diagnosis(question: question, steps: steps)
    }

    // MARK: Steps

    private func clusters(_ issuer: String) -> [ClusterExport] {
        estate.clusters.filter { $0.issuer == issuer && (cluster == nil || $0.name == cluster) }
    }

    private func clusterStep(_ claims: TokenClaims) -> Step {
        if let found = clusters(claims.issuer).first {
            return Step("cluster", .passed, "the issuer is of \(found.name)")
        }
        guard !estate.clusters.isEmpty else {
            return Step("cluster", .unknown, "export it to check the issuer: aws eks describe-cluster")
        }
        let others = estate.clusters.map { "\($0.name) has \($0.issuer ?? "none")" }.joined(separator: ", ")
        return Self.refused("cluster", "no cluster that is known has the issuer \(claims.issuer); \(others)")
    }

    private func audienceStep(_ claims: TokenClaims) -> Step {
        if claims.audiences.contains(Self.audience) {
            return Step("audience", .passed, "`\(Self.audience)` is what EKS Auth wants")
        }
        return Self.refused(
            "audience",
            "the token is for \(claims.audiences.joined(separator: ", ")), EKS Auth wants \(Self.audience)"
        )
    }

    private func podStep(_ claims: TokenClaims, _ kubernetes: KubernetesClaims, _ pod: String, _ uid: String) -> Step {
        let (namespace, account) = (kubernetes.namespace, kubernetes.serviceAccountName)
        guard claims.subject == "system:serviceaccount:\(namespace):\(account)" else {
            return Self.refused("pod", "sub names another service account than kubernetes.io: \(namespace)/\(account)")
        }
        let name = "\(namespace)/\(pod)"
        guard !estate.pods.isEmpty else {
            return Step(
                "pod",
                .unknown,
                "\(name) must still be there; export pods to check: kubectl get pods -A -o json"
            )
        }
        guard let found = estate.pods.first(where: { $0.namespace == namespace && $0.name == pod }) else {
            return Self.refused("pod", "the pod \(name) is not there any more, and its token went with it")
        }
        guard found.uid == nil || found.uid == uid else {
            return Self.refused("pod", "\(name) was made anew since: the token is of the pod before it")
        }
        return Step("pod", .passed, "\(name), which runs as the service account \(account)")
    }

    private func roleSteps(_ kubernetes: KubernetesClaims, _ pod: String, _ uid: String, issuer: String) -> [Step] {
        let (namespace, account) = (kubernetes.namespace, kubernetes.serviceAccountName)
        let names = clusters(issuer).map(\.name)
        let found = estate.associations.first {
            $0.namespace == namespace && $0.serviceAccount == account
                && (names.isEmpty ? cluster == nil || $0.cluster == cluster : names.contains($0.cluster))
        }
        guard let found else { return missingAssociation(namespace, account, names.first ?? cluster) }
        var steps: [Step] = []
        guard let arn = found.role ?? roleARN else {
            return [Step("association", .unknown, "\(found.id) is listed without its role; export it whole")]
        }
        let given = found.target ?? arn
        if let roleARN, roleARN != given, roleARN != arn {
            steps.append(
                Step(
                    "association",
                    .failed,
                    "the association \(found.id) of \(namespace)/\(account) is with \(given), not with \(roleARN)",
                    advice: "aws eks update-pod-identity-association --cluster-name \(found.cluster) "
                        + "--association-id \(found.id) --role-arn \(roleARN)"
                )
            )
        } else {
            steps.append(Step("association", .passed, "\(found.id) in \(found.cluster): \(arn)"))
        }
        let path = PodIdentityPath(
            association: found,
            clusterARN: estate.clusters.first { $0.name == found.cluster }?.arn,
            pod: pod,
            podUID: uid
        )
        return steps + path.walk(arn, in: estate).steps
    }

    /// With a role that was given its trust policy is judged all the same.
    private func missingAssociation(_ namespace: String, _ account: String, _ cluster: String?) -> [Step] {
        let name = cluster ?? "CLUSTER"
        let create =
            "aws eks create-pod-identity-association --cluster-name \(name) --namespace \(namespace) "
            + "--service-account \(account) --role-arn \(roleARN?.description ?? "ARN")"
        let step =
            estate.associations.isEmpty && estate.clusters.isEmpty
            ? Step("association", .unknown, "export it to check: aws eks describe-pod-identity-association")
            : Step(
                "association",
                .failed,
                "\(namespace)/\(account) has no pod identity association\(cluster.map { " in \($0)" } ?? "")",
                advice: create,
                answer: Step.Answer(
                    "ResourceNotFoundException",
                    404,
                    "No pod identity association was found for the service account of the token."
                )
            )
        guard let roleARN else { return [step] }
        let assumed = AssociationExport(
            cluster: name,
            namespace: namespace,
            serviceAccount: account,
            role: roleARN,
            target: nil,
            externalID: nil,
            disablesTags: false,
            id: ""
        )
        let known = estate.clusters.first { $0.name == name }
        let path = PodIdentityPath(association: assumed, clusterARN: known?.arn, pod: "POD", podUID: "UID")
        return [step] + path.walk(roleARN, in: estate).steps
    }

    // MARK: Answers

    private static func refused(_ name: String, _ finding: String, _ mistakes: [Mistake] = []) -> Step {
        answered(Step(name, .failed, finding, answer: Step.Answer("", 400, ""), mistakes: mistakes))
    }

    /// The step with what EKS Auth says instead of STS.
    private static func answered(_ step: Step) -> Step {
        guard let answer = step.answer else { return step }
        let isExpired = answer.code == "ExpiredTokenException"
        return Step(
            step.name,
            step.outcome,
            step.finding,
            place: step.place,
            nearest: step.nearest,
            advice: step.advice,
            answer: isExpired
                ? Step.Answer(answer.code, 400, "The service account token has expired.")
                : Step.Answer("InvalidTokenException", 400, "The service account token is not valid."),
            mistakes: step.mistakes,
            verdict: step.verdict
        )
    }
}
