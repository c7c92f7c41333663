import AWSProtocols
import Authorization
import Directory
import Store

extension IAMService {
    /// `ListInstanceProfiles`: the account's instance profiles under a path.
    var listInstanceProfiles: ServiceOperation {
        operation("ListInstanceProfiles", isReadOnly: true) { reader, _ in
            (prefix: reader.pathPrefix(), page: reader.page())
        } access: { input, view in
            view.listTarget("instance-profile", prefix: input.prefix)
        } perform: { input, call in
            let profiles = call.view.snapshot.instanceProfiles(account: call.view.account)
                .filter { $0.path.hasPrefix(input.prefix) }
            return try input.page.page(of: profiles, key: \.name).output("InstanceProfiles") {
                .structure(InstanceProfileShape.of($0, in: call.view, tagged: false))
            }
        }
    }
}
