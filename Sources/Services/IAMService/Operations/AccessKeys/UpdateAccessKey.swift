import AWSProtocols
import Authorization
import Directory
import Store

extension IAMService {
    /// `UpdateAccessKey`: switches a key on or off.
    var updateAccessKey: ServiceOperation {
        operation("UpdateAccessKey") { reader, context in
            (
                user: try context.userName(from: &reader),
                key: reader.requiredString("AccessKeyId", length: 16...128, pattern: .iamAccessKeyID),
                status: reader.requiredStatus()
            )
        } access: { input, view in
            view.target(UserRecord.self, input.user)
        } perform: { input, call in
            try await call.change { draft, view in
                var key = try view.accessKey(input.key, of: input.user)
                key.isActive = input.status == "Active"
                draft.put(key)
            }
            return nil
        }
    }
}

extension ParameterReader {
    fileprivate mutating func requiredStatus() -> String {
        if let status = enumeration("Status", values: ["Active", "Inactive"]) { return status }
        noteMissing("Status")
        return ""
    }
}
