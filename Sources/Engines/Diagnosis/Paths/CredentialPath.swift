import AWSVocabulary
import Ambient
import IAMPolicy
import IdentityTokens
import JSONTree

/// The way from a workload to a session of its role.
struct CredentialPath {
    private static let annotation = "eks.amazonaws.com/role-arn"

    let question: SimulationQuestion
    private(set) var steps: [Step] = []
    private(set) var session: SimulatedSession?
    private var user: SimulatedCaller?

    /// Whom the path ends with; nil if it ends before.
    var caller: SimulatedCaller? { user ?? session.map { SimulatedCaller($0, in: question.estate) } }

    private var estate: Estate { question.estate }

    init(_ question: SimulationQuestion) { self.question = question }

    func walk() -> CredentialPath {
        var path = self
        switch question.subject {
        case .role(let arn): path.takeForGranted(arn)
        case .user(let arn): path.takeUser(arn)
        case .serviceAccount(let namespace, let name): path.serviceAccount(namespace, name, pod: nil)
        case .pod(let namespace, let name): path.pod(namespace, name)
        }
        return path
    }

    private mutating func takeForGranted(_ arn: ARN) {
        guard let role = estate.role(arn) else {
            steps.append(RoleStep.missing(arn, others: estate.roles.map(\.arn.description), action: "sts:AssumeRole"))
            return
        }
        steps.append(Step("role", .passed, "\(arn), whoever took it"))
        session = SimulatedSession(role: role, name: "simulated", tags: [], provider: nil)
    }

    private mutating func takeUser(_ arn: ARN) {
        guard let found = estate.users.first(where: { $0.arn == arn }), let account = AccountID(arn.account) else {
            steps.append(Step("user", .failed, "there is no user \(arn): \(knownUsers(like: arn))"))
            return
        }
        steps.append(Step("user", .passed, "\(arn), with an access key"))
        user = SimulatedCaller(found, account: account, in: estate)
    }

    private func knownUsers(like arn: ARN) -> String {
        guard !estate.users.isEmpty else { return "no file has users" }
        let name = String(arn.resourceName)
        let sameName = estate.users.map(\.arn).first { $0.resourceName == name }
        if let sameName {
            return "its \(sameName.account == arn.account ? "path" : "account") differs, it is \(sameName)"
        }
        let near = Resemblance.nearest(to: name, among: estate.users.map { String($0.arn.resourceName) })
        let likely = near.flatMap { near in estate.users.first { $0.arn.resourceName == near } }
        return likely.map { "\($0.arn) is near" } ?? "others there are"
    }

    // MARK: Kubernetes

    private mutating func pod(_ namespace: String, _ name: String) {
        guard let pod = estate.pods.first(where: { $0.namespace == namespace && $0.name == name }) else {
            let near = Resemblance.nearest(
                to: "\(namespace)/\(name)",
                among: estate.pods.map { "\($0.namespace)/\($0.name)" }
            )
            let known = estate.pods.isEmpty ? "no file has pods" : near.map { "\($0) is near" } ?? "others there are"
            steps.append(Step("pod", .failed, "there is no pod \(namespace)/\(name): \(known)"))
            return
        }
        steps.append(Step("pod", .passed, "\(namespace)/\(name) runs as the service account \(pod.serviceAccount)"))
        serviceAccount(namespace, pod.serviceAccount, pod: pod)
    }

    private mutating func serviceAccount(_ namespace: String, _ name: String, pod: PodExport?) {
        let accounts = estate.serviceAccounts
        let account = accounts?.first { $0.namespace == namespace && $0.name == name }
        if let accounts, account == nil {
            steps.append(missing("\(namespace)/\(name)", among: accounts))
            return
        }
        let association = estate.associations.first {
            $0.namespace == namespace && $0.serviceAccount == name
                && (question.cluster == nil || $0.cluster == question.cluster)
        }
        let annotated = account?.annotations[Self.annotation].flatMap { $0.isEmpty ? nil : $0 }
        if let association {
            let also = annotated.map { "; the annotation \($0) is not looked at then" } ?? ""
            steps.append(
                Step("service account", .passed, "\(namespace)/\(name) has a pod identity association\(also)")
            )
            podIdentity(association, namespace, name, pod)
        } else if let role = question.role {
            let other = annotated.map { ", instead of \($0)" } ?? ""
            steps.append(Step("service account", .passed, "\(namespace)/\(name), with the role that was given\(other)"))
            webIdentity(role, namespace, name, account)
        } else if let annotated {
            guard let role = ARN(annotated), role.service == "iam", role.resource.hasPrefix("role/") else {
                steps.append(
                    Step(
                        "service account",
                        .failed,
                        "its annotation \(Self.annotation) is `\(annotated)`, no role's ARN"
                    )
                )
                return
            }
            steps.append(Step("service account", .passed, "\(namespace)/\(name) is annotated with \(role)"))
            webIdentity(role, namespace, name, account)
        } else {
            steps.append(without(account, "\(namespace)/\(name)"))
        }
    }

    private func missing(_ wanted: String, among accounts: [ServiceAccountExport]) -> Step {
        let names = accounts.map(\.description)
        let name = wanted.split(separator: "/").last.map(String.init) ?? wanted
        let elsewhere = names.filter { $0.hasSuffix("/" + name) }
        let near = elsewhere.isEmpty ? Resemblance.nearest(to: wanted, among: names).map { [$0] } ?? [] : elsewhere
        let known = near.isEmpty ? "" : "; there is \(near.prefix(5).joined(separator: ", "))"
        return Step("service account", .failed, "there is no service account \(wanted)\(known)")
    }

    private func without(_ account: ServiceAccountExport?, _ name: String) -> Step {
        guard let account else {
            return Step(
                "service account",
                .failed,
                "no file has service accounts, so nobody knows the role of \(name); give --role or export them"
            )
        }
        let near = Resemblance.nearest(to: Self.annotation, among: account.annotations.keys.sorted())
        return Step(
            "service account",
            .failed,
            "\(name) has neither the annotation \(Self.annotation) nor a pod identity association: its pods get no "
                + "credentials",
            mistakes: [
                Mistake(
                    .missingAnnotation,
                    near.map { "the annotation is written `\($0)`" } ?? "no role was given to the service account",
                    remedy:
                        "kubectl annotate serviceaccount -n \(account.namespace) \(account.name) \(Self.annotation)="
                        + "\(near.flatMap { account.annotations[$0] } ?? "ARN"), and start its pods anew"
                )
            ]
        )
    }

    // MARK: IRSA

    private mutating func webIdentity(
        _ arn: ARN,
        _ namespace: String,
        _ name: String,
        _ account: ServiceAccountExport?
    ) {
        let audience =
            question.audience ?? account?.annotations["eks.amazonaws.com/audience"] ?? "sts.amazonaws.com"
        guard let (issuer, source) = issuer(for: arn) else {
            steps.append(
                Step(
                    "token",
                    .failed,
                    "nobody knows the issuer of the cluster's tokens; give --issuer, or export it: "
                        + "aws eks describe-cluster"
                )
            )
            return
        }
        let subject = "system:serviceaccount:\(namespace):\(name)"
        let now = Int(question.now.seconds)
        guard
            let claims = try? TokenClaims([
                "iss": .string(issuer), "sub": .string(subject), "aud": [.string(audience)],
                "iat": .number(JSONNumber(now)), "exp": .number(JSONNumber(now + 86_400)),
            ])
        else {
            steps.append(Step("token", .failed, "the issuer \(issuer) or the audience \(audience) cannot be used"))
            return
        }
        steps.append(Step("token", .passed, "\(subject), for \(audience), of \(issuer) (\(source))"))
        let provider = ProviderStep(issuer: issuer, roleARN: arn, providers: estate.providers)
        steps.append(provider.step)
        steps.append(AudienceStep(claims: claims, provider: provider).step)
        steps +=
            TrustSteps(
                roleARN: arn,
                role: estate.answer(arn),
                claims: claims,
                providerARN: provider.arn,
                host: provider.host,
                sessionName: "simulated"
            ).steps
        guard let role = estate.role(arn) else { return }
        session = SimulatedSession(role: role, name: "simulated", tags: [], provider: provider.arn)
    }

    /// The issuer of the cluster's tokens, and who says so.
    private func issuer(for role: ARN) -> (issuer: String, source: String)? {
        if let issuer = question.issuer { return (issuer, "as given") }
        let clusters = estate.clusters.filter { question.cluster == nil || $0.name == question.cluster }
        let issuers = clusters.compactMap { cluster in cluster.issuer.map { ($0, "the issuer of \(cluster.name)") } }
        if issuers.count == 1 { return issuers[0] }
        let hosts = estate.role(role)?.trust.document.providerHosts ?? []
        if let known = issuers.first(where: { issuer, _ in hosts.contains { "https://\($0)" == issuer } }) {
            return known
        }
        if let host = hosts.first { return ("https://\(host)", "taken from the role's trust policy") }
        let own = (estate.providers ?? []).filter { $0.account == nil || $0.account == role.account }
        return own.count == 1 ? ("https://\(own[0].host)", "the account's only provider") : nil
    }

    // MARK: EKS Pod Identity

    private mutating func podIdentity(
        _ association: AssociationExport,
        _ namespace: String,
        _ name: String,
        _ pod: PodExport?
    ) {
        guard let arn = question.role ?? association.role else {
            steps.append(
                Step(
                    "association",
                    .failed,
                    "the file lists it without its role; export it whole: aws eks describe-pod-identity-association "
                        + "--cluster-name \(association.cluster) --association-id \(association.id)"
                )
            )
            return
        }
        steps.append(Step("association", .passed, "\(association.id) in \(association.cluster): \(arn)"))
        let cluster = estate.clusters.first { $0.name == association.cluster }
        let identity = PodIdentityPath(
            association: association,
            clusterARN: cluster?.arn,
            pod: pod?.name ?? "POD",
            podUID: pod?.uid ?? "UID"
        )
        let walked = identity.walk(arn, in: estate)
        steps += walked.steps
        session = walked.session
    }
}
