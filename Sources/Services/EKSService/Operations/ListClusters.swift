import AWSProtocols
import AWSVocabulary
import Authorization
import Directory
import ServiceModel
import Store

extension EKSService {
    /// Tells the names of the clusters of an account in a region.
    var listClusters: ServiceOperation {
        ServiceOperation(
            Operation(
                "ListClusters",
                .eks,
                route: .rest(method: "GET", template: "/clusters"),
                isReadOnly: true,
                action: "eks:ListClusters"
            ),
            prepare: { call in
                (.permission("eks:ListClusters", on: "*"), try ClusterPage(call.input))
            },
            perform: { authorized, page in
                let context = authorized.context
                let names = authorized.snapshot
                    .clusters(account: context.caller.account ?? "", region: context.region.description)
                    .map(\.name).filter { page.after < $0 || page.after.isEmpty }
                let shown = names.prefix(page.limit)
                return .output([
                    "clusters": .list(shown.map { .string($0) }),
                    "nextToken": names.count > page.limit ? shown.last.map { .string($0) } : nil,
                ])
            }
        )
    }
}

/// Which part of a list of clusters is wanted.
private struct ClusterPage: Sendable {
    let limit: Int
    /// The last name of the page before; empty for the first.
    let after: String

    init(_ input: WireStructure) throws(Fault) {
        var reader = ParameterReader(input)
        limit = reader.integer("maxResults", range: 1...100) ?? 100
        after = reader.string("nextToken") ?? ""
        do {
            try reader.finish()
        } catch {
            throw Fault("InvalidParameterException", status: 400, error.message ?? "")
        }
    }
}
