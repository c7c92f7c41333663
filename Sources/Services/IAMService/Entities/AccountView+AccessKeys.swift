import AWSProtocols
import Directory
import Store

extension AccountView {
    /// An access key of a user.
    ///
    /// - Throws: `NoSuchEntity` if there is no such user, or the key is not the user's.
    func accessKey(_ id: String, of userName: String) throws(Fault) -> AccessKeyRecord {
        let user = try find(UserRecord.self, userName)
        guard let key = snapshot.accessKey(id), key.account == account,
            UserRecord.key(name: key.userName, account: account) == user.key
        else { throw Words.noAccessKey(id) }
        return key
    }

    /// The key of an id, if it is the account's.
    func accessKey(_ id: String) -> AccessKeyRecord? {
        snapshot.accessKey(id).flatMap { $0.account == account ? $0 : nil }
    }
}
