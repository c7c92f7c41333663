import AWSProtocols
import AWSVocabulary
import Authorization
import Directory
import ServiceModel
import Store

extension ClusterRecord {
    /// The cluster with one more update, of which only the latest are kept.
    func adding(_ update: ClusterUpdate) -> ClusterRecord {
        var changed = self
        changed.updates = ((updates ?? []) + [update]).suffix(ClusterUpdate.kept)
        return changed
    }
}

extension ClusterUpdate {
    /// The update as EKS describes it.
    func shape(status: String) -> WireStructure {
        [
            "id": .string(id), "status": .string(status), "type": .string(type),
            "params": .list(parameters.map { ["type": .string($0.type), "value": .string($0.value)] }),
            "createdAt": .timestamp(createdAt), "errors": [],
        ]
    }
}

extension EKSService {
    /// Tells one update of a cluster, or of an add-on of it; whatever was begun is done.
    var describeUpdate: ServiceOperation {
        readsCluster("DescribeUpdate", path: "updates/{updateId}") { authorized, scope in
            let input = authorized.call.input
            let id = input.string("updateId") ?? ""
            let cluster = try scope.cluster(in: authorized.snapshot)
            let addon = input.string("addonName")
            guard let update = cluster.updates?.first(where: { $0.id == id && $0.addonName == addon }) else {
                throw Words.noUpdate(id, cluster: scope.clusterName)
            }
            return .output(["update": .structure(update.shape(status: "Successful"))], audit: scope.audit)
        }
    }

    /// Lists the updates of a cluster, or of an add-on of it, newest first.
    var listUpdates: ServiceOperation {
        readsCluster("ListUpdates", path: "updates") { authorized, scope in
            let page = try NamePage(authorized.call.input)
            let cluster = try scope.cluster(in: authorized.snapshot)
            let addon = authorized.call.input.string("addonName")
            if let addon { _ = try scope.addon(addon, in: authorized.snapshot) }
            let ids = (cluster.updates ?? []).reversed().filter { $0.addonName == addon }.map(\.id)
            if !page.after.isEmpty, !ids.contains(page.after) { throw Words.invalidToken }
            let rest = page.after.isEmpty ? ids[...] : ids.drop { $0 != page.after }.dropFirst()
            return .output(page.output("updateIds", rest), audit: scope.audit)
        }
    }

    /// An operation that reads something of one cluster.
    func readsCluster(
        _ name: String,
        path: String,
        perform: @escaping @Sendable (AuthorizedCall, ClusterScope) async throws -> Answer
    ) -> ServiceOperation {
        let directory = directory
        return ServiceOperation(
            Operation(
                name,
                .eks,
                route: .rest(method: "GET", template: "/clusters/{name}/\(path)"),
                isReadOnly: true,
                action: "eks:\(name)"
            ),
            prepare: { call in
                let scope = try ClusterScope(call)
                return (Self.clusterPlan("eks:\(name)", scope, in: directory.snapshot), scope)
            },
            perform: { authorized, scope in try await perform(authorized, scope) }
        )
    }
}

/// Which part of a list of names is wanted.
struct NamePage: Sendable {
    let limit: Int
    /// The last name of the page before; empty for the first.
    let after: String

    init(_ input: WireStructure) throws(Fault) {
        var reader = ParameterReader(input)
        limit = reader.integer("maxResults", range: 1...100) ?? 100
        after = try reader.pageToken() ?? ""
        try reader.finishForEKS()
    }

    /// The first of the names that follow, and the token if there are more.
    func output(_ member: String, _ names: some Collection<String>) -> WireStructure {
        let shown = Array(names.prefix(limit))
        return [
            member: .list(shown.map { .string($0) }),
            "nextToken": names.count > limit ? shown.last.map { .string(PageToken.after($0)) } : nil,
        ]
    }
}
