import AWSProtocols
import AWSVocabulary
import Authorization
import Directory
import IdentityTokens
import JSONTree
import RoleSessions
import ServiceModel
import SessionCredentials
import Store

extension EKSAuthService {
    private struct Request: Sendable {
        let clusterKey: String
        let clusterName: String
        let token: Secret
        let audit: AuditDetails
    }

    /// Trades a pod's token for the credentials of its service account's role.
    var assumeRoleForPodIdentity: ServiceOperation {
        let service = self
        return ServiceOperation(
            Operation(
                "AssumeRoleForPodIdentity",
                .eksAuth,
                route: .rest(method: "POST", template: "/clusters/{clusterName}/assume-role-for-pod-identity"),
                isReadOnly: true,
                action: "eks-auth:AssumeRoleForPodIdentity"
            ),
            ask: { call in try Self.request(call) },
            prepare: { admitted, request in
                let exchange = try await service.exchange(request, admitted)
                return (exchange.plan(request.audit), (exchange, request.audit))
            },
            perform: { authorized, prepared in
                let (exchange, audit) = prepared
                let session = try service.mint.mint(
                    exchange.request(),
                    now: authorized.context.receivedAt,
                    in: authorized.snapshot
                )
                return exchange.answer(session, audit: audit)
            }
        )
    }

    private static func request(_ call: Call) throws -> (AccessPlan, Request) {
        guard let account = call.context.caller.account else { throw Fault(.missingAuthentication) }
        let name = call.input.string("clusterName") ?? ""
        let region = call.context.region.description
        let audit = AuditDetails(
            requestParameters: ["clusterName": .string(name), "token": "HIDDEN_DUE_TO_SECURITY_REASONS"],
            resources: [AuditDetails.Resource(type: "AWS::EKS::Cluster", name: name)]
        )
        guard isClusterName(name) else {
            throw ExplainedFault(Words.invalidParameter("clusterName is not the name of a cluster."), audit: audit) {
                .null
            }
        }
        guard let token = call.input.string("token"), !token.isEmpty, token.utf8.count <= UnverifiedToken.maximumLength
        else { throw ExplainedFault(Words.invalidParameter("token is missing or too long."), audit: audit) { .null } }
        let request = Request(
            clusterKey: ClusterRecord.key(name: name, region: region, account: account),
            clusterName: name,
            token: Secret(token),
            audit: audit
        )
        let plan = AccessPlan.permission(
            "eks-auth:AssumeRoleForPodIdentity",
            on: "arn:aws:eks:\(region):\(account):cluster/\(name)",
            audit: audit
        )
        return (plan, request)
    }

    /// 1 to 100 letters, digits, `-` and `_`, a letter or digit first.
    private static func isClusterName(_ name: String) -> Bool {
        (1...100).contains(name.utf8.count)
            && name.utf8.allSatisfy { byte in
                switch byte {
                case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                    UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"):
                    true
                default: false
                }
            } && name.first != "-" && name.first != "_"
    }

    private func exchange(_ request: Request, _ admitted: AuthorizedCall) async throws -> PodExchange {
        var audit = request.audit
        do {
            let snapshot = admitted.snapshot
            guard let cluster = snapshot.cluster(key: request.clusterKey) else {
                throw Words.noCluster(request.clusterName)
            }
            var token = try await PodToken(
                request.token.exposed,
                cluster: cluster,
                keys: keys,
                now: admitted.context.receivedAt,
                in: snapshot
            )
            token.finding = token.claims.id.flatMap { id in
                sightings.see(
                    token: id,
                    expiresAt: token.claims.expiresAt,
                    from: NodeSightings.Place(
                        caller: admitted.context.caller.arn ?? "",
                        address: admitted.context.sourceIP
                    ),
                    now: admitted.context.receivedAt
                )
            }
            let caller = admitted.context.caller
            token.finding = token.finding ?? Self.outsideNodeRole(token, caller: caller, cluster: cluster)
            audit.additionalEventData = ["podIdentity": .object(token.audited)]
            try Self.checkNode(of: token, caller: caller, cluster: cluster)
            let standing = await objects.standing(
                of: token.claims,
                token: request.token,
                audience: PodToken.audience,
                in: cluster
            )
            switch standing {
            case .exists: break
            case .gone(let reason): throw Words.invalidToken(reason)
            case .unknown(let reason): throw Words.unknownStanding(reason)
            }
            return try PodExchange(cluster: cluster, token: token, ids: mint.ids, in: snapshot)
        } catch let fault as Fault {
            throw ExplainedFault(fault, audit: audit) {
                let reason = fault.log ?? fault.message ?? ""
                return ["decision": "Deny", "reason": .string(reason), "summary": .string(reason)]
            }
        }
    }

    /// A session of the cluster's node role is called like its node, or like the instance that its node is named for
    /// (`i-….REGION.compute.internal`), and may ask for the pods there only.
    private static func checkNode(of token: PodToken, caller: Caller, cluster: ClusterRecord) throws(Fault) {
        guard let node = token.nodeName, let sessionName = nodeSession(caller, cluster) else { return }
        let isNamedForInstance = sessionName.hasPrefix("i-") && node.hasPrefix(sessionName + ".")
        guard sessionName == String(node.prefix(64)) || isNamedForInstance else {
            throw Words.otherNode("the pod is on node \(node), and session \(sessionName) asks")
        }
    }

    /// The session's name if the caller has the cluster's node role; nil for everybody else.
    private static func nodeSession(_ caller: Caller, _ cluster: ClusterRecord) -> String? {
        guard case .session(let session) = caller, case .role(_, let name, let path) = session.claims.principal,
            "arn:aws:iam::\(session.claims.account):role\(path)\(name)" == cluster.nodeRoleARN
        else { return nil }
        return session.claims.sessionName
    }

    /// What the audit says of a token that names a node and is exchanged by somebody who is none.
    ///
    /// AWS binds no other caller to a node than by its permission, so that this refuses nothing. A registered cluster whose
    /// node role nobody told us has no nodes to tell from others.
    private static func outsideNodeRole(_ token: PodToken, caller: Caller, cluster: ClusterRecord) -> JSON? {
        guard let node = token.nodeName, !cluster.nodeRoleARN.isEmpty, nodeSession(caller, cluster) == nil else {
            return nil
        }
        return [
            "type": "TokenExchangedOutsideNodeRole", "nodeName": .string(node),
            "nodeRoleArn": .string(cluster.nodeRoleARN),
        ]
    }
}
