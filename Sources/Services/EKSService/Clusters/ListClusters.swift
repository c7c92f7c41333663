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
                (.permission("eks:ListClusters", on: "*"), try NamePage(call.input))
            },
            perform: { authorized, page in
                let context = authorized.context
                let names = authorized.snapshot
                    .clusters(account: context.caller.account ?? "", region: context.region.description)
                    .map(\.name).filter { page.after < $0 || page.after.isEmpty }
                return .output(page.output("clusters", names))
            }
        )
    }
}
