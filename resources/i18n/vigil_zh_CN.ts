<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="zh_CN" sourcelanguage="en">
<context>
    <name>AddForm</name>
    <message>
        <source>Add a device</source>
        <translation>添加设备</translation>
    </message>
    <message>
        <source>Type these values into the camera and press Add. It comes online within about a minute.</source>
        <translation>将以下参数填入摄像机，然后点击“添加”。约一分钟内设备即可上线。</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>关闭</translation>
    </message>
    <message>
        <source>Device ID</source>
        <translation>设备编号</translation>
    </message>
    <message>
        <source>Every device needs its own.</source>
        <translation>每台设备的编号必须唯一。</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>名称</translation>
    </message>
    <message>
        <source>What you want to call it; may stay empty.</source>
        <translation>便于识别的名称，可留空。</translation>
    </message>
    <message>
        <source>Password</source>
        <translation>密码</translation>
    </message>
    <message>
        <source>Only for this device. Empty: the site password.</source>
        <translation>仅用于此设备；留空则使用通用密码。</translation>
    </message>
    <message>
        <source>Add</source>
        <translation>添加</translation>
    </message>
    <message>
        <source>This device is in the list already.</source>
        <translation>该设备已在列表中。</translation>
    </message>
    <message>
        <source>This is the ID of this platform itself.</source>
        <translation>这是本平台自己的编号。</translation>
    </message>
</context>
<context>
    <name>AnomaliesModel</name>
    <message>
        <source>What</source>
        <translation>异常类型</translation>
    </message>
    <message>
        <source>From</source>
        <translation>来源</translation>
    </message>
    <message>
        <source>How often</source>
        <translation>次数</translation>
    </message>
    <message>
        <source>Last seen</source>
        <translation>最近一次</translation>
    </message>
    <message>
        <source>Detail</source>
        <translation>详情</translation>
    </message>
</context>
<context>
    <name>AnomalyTable</name>
    <message>
        <source>Everything was understood</source>
        <translation>一切正常</translation>
    </message>
    <message>
        <source>Messages and media that cannot be read are counted and listed here.</source>
        <translation>无法识别的信令和媒体会在此计数并列出。</translation>
    </message>
</context>
<context>
    <name>Answers</name>
    <message>
        <source>Ask the device</source>
        <translation>查询设备</translation>
    </message>
    <message>
        <source>Asking…</source>
        <translation>正在查询…</translation>
    </message>
    <message>
        <source>Make and model</source>
        <translation>厂商和型号</translation>
    </message>
    <message>
        <source>Firmware</source>
        <translation>固件版本</translation>
    </message>
    <message>
        <source>Edition</source>
        <translation>标准版本</translation>
    </message>
    <message>
        <source>User agent</source>
        <translation>User-Agent</translation>
    </message>
    <message>
        <source>Video inputs</source>
        <translation>视频输入路数</translation>
    </message>
    <message>
        <source>Reported state</source>
        <translation>设备自报状态</translation>
    </message>
    <message>
        <source>online</source>
        <translation>在线</translation>
    </message>
    <message>
        <source>offline</source>
        <translation>离线</translation>
    </message>
    <message>
        <source>Condition</source>
        <translation>工作状态</translation>
    </message>
    <message>
        <source>works</source>
        <translation>正常</translation>
    </message>
    <message>
        <source>reports a fault</source>
        <translation>报告故障</translation>
    </message>
    <message>
        <source>Fault</source>
        <translation>故障原因</translation>
    </message>
    <message>
        <source>Encoding</source>
        <translation>编码</translation>
    </message>
    <message>
        <source>on</source>
        <translation>开启</translation>
    </message>
    <message>
        <source>off</source>
        <translation>关闭</translation>
    </message>
    <message>
        <source>Recording</source>
        <translation>录像</translation>
    </message>
    <message>
        <source>Alarm inputs</source>
        <translation>报警输入</translation>
    </message>
    <message>
        <source>Its clock</source>
        <translation>设备时间</translation>
    </message>
</context>
<context>
    <name>CameraValues</name>
    <message>
        <source>enter it above</source>
        <translation>请在上方填写</translation>
    </message>
    <message>
        <source>none</source>
        <translation>无</translation>
    </message>
    <message>
        <source>Type these values into the camera</source>
        <translation>填入摄像机的参数</translation>
    </message>
    <message>
        <source>In its menu: Network, then Platform access or GB28181.</source>
        <translation>在摄像机菜单中依次进入：网络 → 平台接入（或 GB28181）。</translation>
    </message>
    <message>
        <source>SIP server ID</source>
        <translation>SIP 服务器编号</translation>
    </message>
    <message>
        <source>SIP domain</source>
        <translation>SIP 域</translation>
    </message>
    <message>
        <source>Server address</source>
        <translation>服务器地址</translation>
    </message>
    <message>
        <source>no network</source>
        <translation>无网络</translation>
    </message>
    <message>
        <source>Server port</source>
        <translation>服务器端口</translation>
    </message>
    <message>
        <source>Device ID</source>
        <translation>设备编号</translation>
    </message>
    <message>
        <source>User name</source>
        <translation>用户名</translation>
    </message>
    <message>
        <source>Password</source>
        <translation>密码</translation>
    </message>
    <message>
        <source>each device has its own</source>
        <translation>每台设备各自的密码</translation>
    </message>
    <message>
        <source>Channel ID</source>
        <translation>通道编号</translation>
    </message>
    <message>
        <source>Registration expiry (s)</source>
        <translation>注册有效期（秒）</translation>
    </message>
    <message>
        <source>Heartbeat interval (s)</source>
        <translation>心跳周期（秒）</translation>
    </message>
    <message>
        <source>Heartbeat timeouts</source>
        <translation>最大心跳超时次数</translation>
    </message>
</context>
<context>
    <name>ChannelsPart</name>
    <message>
        <source>Refresh channels</source>
        <translation>刷新通道</translation>
    </message>
    <message>
        <source>Add by hand</source>
        <translation>手动添加</translation>
    </message>
    <message>
        <source>Channel ID</source>
        <translation>通道编号</translation>
    </message>
    <message>
        <source>As the device&apos;s own menu shows it.</source>
        <translation>与设备菜单中显示的一致。</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>名称</translation>
    </message>
    <message>
        <source>Add channel</source>
        <translation>添加通道</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
    <message>
        <source>The device announced more than it sent. What came is shown, and nothing is removed.</source>
        <translation>设备实际上报的条目少于其声明的总数。已收到的照常显示，不会删除任何通道。</translation>
    </message>
    <message>
        <source>Entries that could not be read: %1</source>
        <translation>无法识别的条目：%1</translation>
    </message>
    <message>
        <source>Digits and letters, as a rule 20 digits.</source>
        <translation>由数字和字母组成，一般为 20 位数字。</translation>
    </message>
    <message>
        <source>The device has this channel already.</source>
        <translation>该设备已有此通道。</translation>
    </message>
</context>
<context>
    <name>Chips</name>
    <message>
        <source>Drop cameras here to search their recordings</source>
        <translation>将摄像机拖到此处以检索录像</translation>
    </message>
    <message>
        <source>Remove %1 from the search</source>
        <translation>从检索中移除 %1</translation>
    </message>
</context>
<context>
    <name>ClipTable</name>
    <message>
        <source>Play from here</source>
        <translation>从此处回放</translation>
    </message>
    <message>
        <source>Download</source>
        <translation>下载</translation>
    </message>
    <message>
        <source>Copy</source>
        <translation>复制</translation>
    </message>
</context>
<context>
    <name>ClipsModel</name>
    <message>
        <source>Channel</source>
        <translation>通道</translation>
    </message>
    <message>
        <source>Start</source>
        <translation>开始</translation>
    </message>
    <message>
        <source>End</source>
        <translation>结束</translation>
    </message>
    <message>
        <source>Length</source>
        <translation>时长</translation>
    </message>
    <message>
        <source>Type</source>
        <translation>类型</translation>
    </message>
    <message>
        <source>Size</source>
        <translation>大小</translation>
    </message>
</context>
<context>
    <name>ConfirmInPlace</name>
    <message>
        <source>Keep</source>
        <translation>保留</translation>
    </message>
</context>
<context>
    <name>DeviceDetail</name>
    <message>
        <source>%1 min left</source>
        <translation>剩余 %1 分钟</translation>
    </message>
    <message>
        <source>State</source>
        <translation>状态</translation>
    </message>
    <message>
        <source>Last seen</source>
        <translation>最近通信</translation>
    </message>
    <message>
        <source>Address</source>
        <translation>地址</translation>
    </message>
    <message>
        <source>Registration</source>
        <translation>注册</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>关闭</translation>
    </message>
    <message>
        <source>Device ID</source>
        <translation>设备编号</translation>
    </message>
    <message>
        <source>Channels</source>
        <translation>通道</translation>
    </message>
    <message>
        <source>Device information</source>
        <translation>设备信息</translation>
    </message>
    <message>
        <source>Options</source>
        <translation>选项</translation>
    </message>
    <message>
        <source>Removal</source>
        <translation>删除</translation>
    </message>
    <message>
        <source>Remove this device</source>
        <translation>删除此设备</translation>
    </message>
    <message>
        <source>It and its channels disappear, and it must be accepted again when it registers.</source>
        <translation>设备及其通道将从列表中删除；再次注册时需要重新接受。</translation>
    </message>
    <message>
        <source>Remove</source>
        <translation>删除</translation>
    </message>
</context>
<context>
    <name>DeviceTree</name>
    <message>
        <source>Filter by name or ID</source>
        <translation>按名称或编号筛选</translation>
    </message>
    <message>
        <source>Filter the devices</source>
        <translation>筛选设备</translation>
    </message>
    <message>
        <source>Devices and channels</source>
        <translation>设备和通道</translation>
    </message>
    <message>
        <source>No device has registered yet</source>
        <translation>还没有设备注册</translation>
    </message>
    <message>
        <source>The Devices page shows what to type into a camera.</source>
        <translation>“设备”页面列出了需要填入摄像机的参数。</translation>
    </message>
    <message>
        <source>Open the Devices page</source>
        <translation>打开“设备”页面</translation>
    </message>
    <message>
        <source>Nothing matches</source>
        <translation>没有匹配项</translation>
    </message>
    <message>
        <source>No name or ID contains this.</source>
        <translation>没有名称或编号包含该内容。</translation>
    </message>
    <message>
        <source>Show all</source>
        <translation>显示全部</translation>
    </message>
    <message>
        <source>Channels selected: %1</source>
        <translation>已选通道：%1</translation>
    </message>
</context>
<context>
    <name>DevicesPage</name>
    <message>
        <source>Devices</source>
        <translation>设备</translation>
    </message>
    <message>
        <source>Filter by name, ID or address</source>
        <translation>按名称、编号或地址筛选</translation>
    </message>
    <message>
        <source>Filter the devices</source>
        <translation>筛选设备</translation>
    </message>
    <message>
        <source>Add a device</source>
        <translation>添加设备</translation>
    </message>
    <message>
        <source>No device has registered yet</source>
        <translation>还没有设备注册</translation>
    </message>
    <message>
        <source>Add one here and type the values shown into it, or let it register: it appears above and waits.</source>
        <translation>在此添加设备，并将显示的参数填入摄像机；也可让设备直接注册，它会出现在上方等待接受。</translation>
    </message>
    <message>
        <source>%1 is in the list and comes online at its next registration.</source>
        <translation>%1 已加入列表，下次注册后即可上线。</translation>
    </message>
    <message>
        <source>%1 of %2 online</source>
        <translation>在线 %1 / %2</translation>
    </message>
    <message>
        <source>All devices</source>
        <translation>全部设备</translation>
    </message>
    <message>
        <source>Not understood</source>
        <translation>未识别的输入</translation>
    </message>
</context>
<context>
    <name>Dock</name>
    <message>
        <source>Close</source>
        <translation>关闭</translation>
    </message>
</context>
<context>
    <name>DownloadList</name>
    <message>
        <source>Choose another folder</source>
        <translation>选择其他文件夹</translation>
    </message>
    <message>
        <source>Select a stretch of the timeline with Shift and the mouse to download it.</source>
        <translation>按住 Shift 在时间轴上拖选一段录像即可下载。</translation>
    </message>
    <message>
        <source>The folder is asked for with the first download.</source>
        <translation>首次下载时选择保存文件夹。</translation>
    </message>
    <message>
        <source>You may not write into %1. Choose another folder.</source>
        <translation>无权写入 %1，请选择其他文件夹。</translation>
    </message>
</context>
<context>
    <name>DownloadRow</name>
    <message>
        <source>Cancel, and remove the file</source>
        <translation>取消并删除文件</translation>
    </message>
    <message>
        <source>Download again</source>
        <translation>重新下载</translation>
    </message>
    <message>
        <source>Open the folder</source>
        <translation>打开文件夹</translation>
    </message>
    <message>
        <source>sound not kept (%1)</source>
        <translation>未保存声音（%1）</translation>
    </message>
    <message>
        <source>Asking the device</source>
        <translation>正在请求设备</translation>
    </message>
    <message>
        <source>%1 left</source>
        <translation>剩余 %1</translation>
    </message>
    <message>
        <source>Done</source>
        <translation>已完成</translation>
    </message>
    <message>
        <source>Incomplete: %1 kept</source>
        <translation>不完整：已保存 %1</translation>
    </message>
    <message>
        <source>Cancelled</source>
        <translation>已取消</translation>
    </message>
    <message>
        <source>Failed</source>
        <translation>失败</translation>
    </message>
</context>
<context>
    <name>FirstRunPage</name>
    <message>
        <source>Welcome to Vigil</source>
        <translation>欢迎使用 Vigil</translation>
    </message>
    <message>
        <source>Watch, steer and replay GB/T 28181 cameras. How do you want to begin?</source>
        <translation>GB/T 28181 摄像机的实时预览、云台控制与录像回放。您想如何开始？</translation>
    </message>
    <message>
        <source>Try the demo</source>
        <translation>体验演示</translation>
    </message>
    <message>
        <source>A simulated site with an NVR and moving pictures, on this computer only. No camera needed.</source>
        <translation>在本机模拟一个带 NVR 的站点，画面实时变化，无需摄像机。</translation>
    </message>
    <message>
        <source>Add my first device</source>
        <translation>添加第一台设备</translation>
    </message>
    <message>
        <source>Shows the exact values to type into your camera or NVR.</source>
        <translation>列出需要填入摄像机或 NVR 的全部参数。</translation>
    </message>
    <message>
        <source>Look at the settings</source>
        <translation>查看设置</translation>
    </message>
    <message>
        <source>Platform ID, ports, passwords, language and theme.</source>
        <translation>平台编号、端口、密码、语言和主题。</translation>
    </message>
</context>
<context>
    <name>FolderChoice</name>
    <message>
        <source>Folder for downloads</source>
        <translation>下载文件夹</translation>
    </message>
</context>
<context>
    <name>Footer</name>
    <message>
        <source>Copy ID</source>
        <translation>复制编号</translation>
    </message>
    <message>
        <source>Refresh channels</source>
        <translation>刷新通道</translation>
    </message>
</context>
<context>
    <name>HoverBar</name>
    <message>
        <source>More</source>
        <translation>更多</translation>
    </message>
</context>
<context>
    <name>LivePage</name>
    <message>
        <source>Devices</source>
        <translation>设备</translation>
    </message>
    <message>
        <source>Steering</source>
        <translation>云台</translation>
    </message>
    <message>
        <source>Recordings</source>
        <translation>录像</translation>
    </message>
</context>
<context>
    <name>MainWindow</name>
    <message>
        <source>Saved.</source>
        <translation>已保存。</translation>
    </message>
    <message>
        <source>settings.toml has values that were not understood; defaults are used for them.</source>
        <translation>settings.toml 中有无法识别的值，已改用默认值。</translation>
    </message>
    <message>
        <source>Open the settings</source>
        <translation>打开设置</translation>
    </message>
    <message>
        <source>The database cannot be used; nothing will be remembered.</source>
        <translation>数据库无法使用，本次运行的内容不会保存。</translation>
    </message>
    <message>
        <source>Choose another port</source>
        <translation>更换端口</translation>
    </message>
</context>
<context>
    <name>NoticeBar</name>
    <message>
        <source>Close</source>
        <translation>关闭</translation>
    </message>
</context>
<context>
    <name>OptionsForm</name>
    <message>
        <source>Name shown</source>
        <translation>显示名称</translation>
    </message>
    <message>
        <source>Empty: what the device calls itself.</source>
        <translation>留空则使用设备上报的名称。</translation>
    </message>
    <message>
        <source>Own password</source>
        <translation>专用密码</translation>
    </message>
    <message>
        <source>Empty: the site password.</source>
        <translation>留空则使用通用密码。</translation>
    </message>
    <message>
        <source>Last worked: %1.</source>
        <translation>最近可用：%1。</translation>
    </message>
    <message>
        <source>Media transport</source>
        <translation>媒体传输方式</translation>
    </message>
    <message>
        <source>Media address</source>
        <translation>媒体接收地址</translation>
    </message>
    <message>
        <source>Where this device sends video to. Empty: as in the settings.</source>
        <translation>此设备发送视频的目的地址；留空则与设置一致。</translation>
    </message>
    <message>
        <source>As in the settings</source>
        <translation>与设置一致</translation>
    </message>
    <message>
        <source>Ask for SHA-256 instead of MD5</source>
        <translation>注册认证使用 SHA-256（代替 MD5）</translation>
    </message>
    <message>
        <source>Set the device&apos;s clock at registration</source>
        <translation>注册时为设备校时</translation>
    </message>
    <message>
        <source>Save</source>
        <translation>保存</translation>
    </message>
    <message>
        <source>Revert</source>
        <translation>还原</translation>
    </message>
</context>
<context>
    <name>PasswordField</name>
    <message>
        <source>Show or hide the password</source>
        <translation>显示或隐藏密码</translation>
    </message>
    <message>
        <source>Make up a password that is easy to type</source>
        <translation>生成一个便于输入的密码</translation>
    </message>
    <message>
        <source>Copy the password</source>
        <translation>复制密码</translation>
    </message>
</context>
<context>
    <name>PendingList</name>
    <message>
        <source>Waiting to be accepted: %1</source>
        <translation>等待接受：%1</translation>
    </message>
</context>
<context>
    <name>PlayerBar</name>
    <message>
        <source>Click on the timeline, or twice on a recording in the list, to play it.</source>
        <translation>单击时间轴，或双击列表中的录像进行回放。</translation>
    </message>
    <message>
        <source>List of recordings and downloads</source>
        <translation>录像与下载列表</translation>
    </message>
    <message>
        <source>10 s back</source>
        <translation>后退 10 秒</translation>
    </message>
    <message>
        <source>10 s forward</source>
        <translation>前进 10 秒</translation>
    </message>
    <message>
        <source>Playback speed</source>
        <translation>回放倍速</translation>
    </message>
    <message>
        <source>Live</source>
        <translation>实时</translation>
    </message>
    <message>
        <source>Back to the live picture</source>
        <translation>返回实时画面</translation>
    </message>
    <message>
        <source>Play again</source>
        <translation>重新回放</translation>
    </message>
    <message>
        <source>Go on</source>
        <translation>继续</translation>
    </message>
    <message>
        <source>Pause</source>
        <translation>暂停</translation>
    </message>
    <message>
        <source>Playing</source>
        <translation>正在回放</translation>
    </message>
    <message>
        <source>This device does not play at %1.</source>
        <translation>设备不支持 %1 倍速回放。</translation>
    </message>
</context>
<context>
    <name>PresetBox</name>
    <message>
        <source>Presets</source>
        <translation>预置位</translation>
    </message>
    <message>
        <source>Ask the device for its presets again</source>
        <translation>重新查询设备的预置位</translation>
    </message>
    <message>
        <source>Double-click or Enter: move the camera there</source>
        <translation>双击或按 Enter：转到该预置位</translation>
    </message>
    <message>
        <source>Try again</source>
        <translation>重试</translation>
    </message>
    <message>
        <source>Number of the preset</source>
        <translation>预置位编号</translation>
    </message>
    <message>
        <source>Any number from 1 to 255</source>
        <translation>可输入 1 至 255 的任意编号</translation>
    </message>
    <message>
        <source>Call</source>
        <translation>调用</translation>
    </message>
    <message>
        <source>Move the camera to this preset</source>
        <translation>转到该预置位</translation>
    </message>
    <message>
        <source>Preset %1</source>
        <translation>预置位 %1</translation>
    </message>
    <message>
        <source>Presets can still be called by number.</source>
        <translation>仍可按编号调用预置位。</translation>
    </message>
    <message>
        <source>No presets yet. Steer the camera and save its position.</source>
        <translation>尚无预置位。转动摄像机后即可保存当前位置。</translation>
    </message>
    <message>
        <source>Asking the device for its presets…</source>
        <translation>正在查询设备的预置位…</translation>
    </message>
    <message>
        <source>%1 exists. Put the present position in its place?</source>
        <translation>%1 已存在，用当前位置覆盖？</translation>
    </message>
    <message>
        <source>%1 may exist: the list is not known. Save all the same?</source>
        <translation>预置位列表未知，%1 可能已存在，仍要保存？</translation>
    </message>
    <message>
        <source>Save</source>
        <translation>保存</translation>
    </message>
    <message>
        <source>Replace</source>
        <translation>覆盖</translation>
    </message>
    <message>
        <source>Save the present position as preset %1</source>
        <translation>将当前位置保存为预置位 %1</translation>
    </message>
    <message>
        <source>Delete %1?</source>
        <translation>删除 %1？</translation>
    </message>
    <message>
        <source>Delete</source>
        <translation>删除</translation>
    </message>
    <message>
        <source>Delete preset %1</source>
        <translation>删除预置位 %1</translation>
    </message>
</context>
<context>
    <name>PtzPanel</name>
    <message>
        <source>Steer with the keyboard</source>
        <translation>键盘控制云台</translation>
    </message>
    <message>
        <source>Arrows turn · + - zoom · PgUp PgDn focus · Home End iris · 1–9 presets · Esc ends</source>
        <translation>方向键转动 · + - 变倍 · PgUp PgDn 聚焦 · Home End 光圈 · 1–9 预置位 · Esc 退出</translation>
    </message>
    <message>
        <source>Turn the camera</source>
        <translation>转动摄像机</translation>
    </message>
    <message>
        <source>Arrow keys turn it, plus and minus zoom.</source>
        <translation>方向键转动，加减键变倍。</translation>
    </message>
    <message>
        <source>Zoom</source>
        <translation>变倍</translation>
    </message>
    <message>
        <source>Zoom out</source>
        <translation>缩小</translation>
    </message>
    <message>
        <source>Zoom in</source>
        <translation>放大</translation>
    </message>
    <message>
        <source>Focus</source>
        <translation>聚焦</translation>
    </message>
    <message>
        <source>Focus nearer</source>
        <translation>聚焦近</translation>
    </message>
    <message>
        <source>Focus farther</source>
        <translation>聚焦远</translation>
    </message>
    <message>
        <source>Iris</source>
        <translation>光圈</translation>
    </message>
    <message>
        <source>Close the iris</source>
        <translation>光圈缩小</translation>
    </message>
    <message>
        <source>Open the iris</source>
        <translation>光圈放大</translation>
    </message>
    <message>
        <source>Speed</source>
        <translation>速度</translation>
    </message>
    <message>
        <source>No camera selected</source>
        <translation>未选择摄像机</translation>
    </message>
    <message>
        <source>Select a tile of the wall to steer its camera.</source>
        <translation>请在视频墙上选择一个画面。</translation>
    </message>
    <message>
        <source>The device is offline</source>
        <translation>设备离线</translation>
    </message>
    <message>
        <source>Its camera can be steered again once it has registered.</source>
        <translation>设备重新注册后即可控制。</translation>
    </message>
    <message>
        <source>This camera is fixed</source>
        <translation>固定摄像机</translation>
    </message>
    <message>
        <source>Its device says that it cannot turn or zoom.</source>
        <translation>设备上报该摄像机不支持转动和变倍。</translation>
    </message>
    <message>
        <source>Steer anyway</source>
        <translation>仍要控制</translation>
    </message>
    <message>
        <source>Steering</source>
        <translation>正在控制</translation>
    </message>
    <message>
        <source>Stop not confirmed</source>
        <translation>停止未确认</translation>
    </message>
    <message>
        <source>The device did not answer. It is told again as soon as it is heard.</source>
        <translation>设备未应答。收到设备消息后将立即重发停止命令。</translation>
    </message>
    <message>
        <source>Stopping…</source>
        <translation>正在停止…</translation>
    </message>
    <message>
        <source>The keyboard steers</source>
        <translation>键盘控制中</translation>
    </message>
    <message>
        <source>Ready</source>
        <translation>就绪</translation>
    </message>
</context>
<context>
    <name>RecordsPanel</name>
    <message>
        <source>Recordings or downloads</source>
        <translation>录像或下载</translation>
    </message>
    <message>
        <source>Download the selected recordings</source>
        <translation>下载所选录像</translation>
    </message>
    <message>
        <source>What a search finds is listed here.</source>
        <translation>检索到的录像显示在此处。</translation>
    </message>
    <message>
        <source>Recordings</source>
        <translation>录像</translation>
    </message>
    <message>
        <source>At most %1 channels can be searched at once; left out: %2.</source>
        <translation>最多同时检索 %1 个通道，未加入：%2 个。</translation>
    </message>
    <message>
        <source>Downloads</source>
        <translation>下载</translation>
    </message>
</context>
<context>
    <name>Screen</name>
    <message>
        <source>Drop a channel here</source>
        <translation>将通道拖到此处</translation>
    </message>
</context>
<context>
    <name>SearchBar</name>
    <message>
        <source>Day</source>
        <translation>按天</translation>
    </message>
    <message>
        <source>From – to</source>
        <translation>时间段</translation>
    </message>
    <message>
        <source>A day or a span</source>
        <translation>按天或时间段</translation>
    </message>
    <message>
        <source>Type of recording</source>
        <translation>录像类型</translation>
    </message>
    <message>
        <source>The day before</source>
        <translation>前一天</translation>
    </message>
    <message>
        <source>The day after</source>
        <translation>后一天</translation>
    </message>
    <message>
        <source>Today</source>
        <translation>今天</translation>
    </message>
    <message>
        <source>From</source>
        <translation>开始时间</translation>
    </message>
    <message>
        <source>To</source>
        <translation>结束时间</translation>
    </message>
    <message>
        <source>Device times are China Standard Time, UTC+8.</source>
        <translation>设备时间为北京时间（UTC+8）。</translation>
    </message>
    <message>
        <source>The end must come after the start.</source>
        <translation>结束时间须晚于开始时间。</translation>
    </message>
    <message>
        <source>At least %1 s can be searched.</source>
        <translation>检索时段不得少于 %1 秒。</translation>
    </message>
    <message>
        <source>At most %1 days can be searched at once.</source>
        <translation>一次最多检索 %1 天。</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
    <message>
        <source>Search again</source>
        <translation>重新检索</translation>
    </message>
    <message>
        <source>Search</source>
        <translation>检索</translation>
    </message>
</context>
<context>
    <name>SearchField</name>
    <message>
        <source>Clear</source>
        <translation>清除</translation>
    </message>
</context>
<context>
    <name>SelectionBar</name>
    <message>
        <source>nothing recorded</source>
        <translation>无录像</translation>
    </message>
    <message>
        <source>Download</source>
        <translation>下载</translation>
    </message>
    <message>
        <source>Clear the selection</source>
        <translation>清除选择</translation>
    </message>
</context>
<context>
    <name>SettingsForm</name>
    <message>
        <source>Signalling (SIP)</source>
        <translation>信令（SIP）</translation>
    </message>
    <message>
        <source>Video</source>
        <translation>媒体</translation>
    </message>
    <message>
        <source>Window</source>
        <translation>界面</translation>
    </message>
    <message>
        <source>Platform ID</source>
        <translation>本平台编号</translation>
    </message>
    <message>
        <source>20 digits; digits 11 to 13 are 200 for a platform.</source>
        <translation>20 位国标编号，第 11–13 位为 200（平台）。</translation>
    </message>
    <message>
        <source>SIP domain</source>
        <translation>SIP 域</translation>
    </message>
    <message>
        <source>As a rule the first ten digits of the platform ID.</source>
        <translation>一般为本平台编号的前 10 位。</translation>
    </message>
    <message>
        <source>Listen address</source>
        <translation>监听地址</translation>
    </message>
    <message>
        <source>0.0.0.0 listens on every network interface.</source>
        <translation>0.0.0.0 表示监听所有网卡。</translation>
    </message>
    <message>
        <source>Listen port</source>
        <translation>监听端口</translation>
    </message>
    <message>
        <source>For UDP and TCP; 5060 is what cameras expect.</source>
        <translation>UDP 和 TCP 共用；摄像机默认使用 5060。</translation>
    </message>
    <message>
        <source>Site password</source>
        <translation>通用密码</translation>
    </message>
    <message>
        <source>Any device may register with it. Empty: each device needs its own password.</source>
        <translation>所有设备均可使用该密码注册；留空则每台设备使用各自的密码。</translation>
    </message>
    <message>
        <source>Unknown devices</source>
        <translation>未知设备</translation>
    </message>
    <message>
        <source>Media transport</source>
        <translation>媒体传输方式</translation>
    </message>
    <message>
        <source>Each device may have another, on the Devices page.</source>
        <translation>可在“设备”页面为单台设备另行指定。</translation>
    </message>
    <message>
        <source>Media ports</source>
        <translation>媒体端口</translation>
    </message>
    <message>
        <source>Each video takes two. The firewall must let them in.</source>
        <translation>每路视频占用两个端口，防火墙须放行。</translation>
    </message>
    <message>
        <source>Media address</source>
        <translation>媒体接收地址</translation>
    </message>
    <message>
        <source>Where devices send video to; auto is the interface that leads to the device.</source>
        <translation>设备发送视频的目的地址；auto 表示自动选择通往该设备的网卡。</translation>
    </message>
    <message>
        <source>Language</source>
        <translation>语言</translation>
    </message>
    <message>
        <source>Theme</source>
        <translation>主题</translation>
    </message>
    <message>
        <source>Admit without asking if they know the site password</source>
        <translation>通用密码正确即自动接入，无需确认</translation>
    </message>
    <message>
        <source>Automatic: UDP, then TCP passive</source>
        <translation>自动：先 UDP，再 TCP 被动</translation>
    </message>
    <message>
        <source>As the system</source>
        <translation>跟随系统</translation>
    </message>
    <message>
        <source>Dark</source>
        <translation>深色</translation>
    </message>
    <message>
        <source>Light</source>
        <translation>浅色</translation>
    </message>
</context>
<context>
    <name>SettingsPage</name>
    <message>
        <source>Settings</source>
        <translation>设置</translation>
    </message>
    <message>
        <source>Revert</source>
        <translation>还原</translation>
    </message>
    <message>
        <source>Save</source>
        <translation>保存</translation>
    </message>
    <message>
        <source>Saving restarts the listener; change the cameras too.</source>
        <translation>保存后将重新监听，摄像机中的地址和端口也要相应修改。</translation>
    </message>
    <message>
        <source>Saving restarts the listener; devices must be given the new ID and domain.</source>
        <translation>保存后将重新监听，须在设备中填入新的编号和 SIP 域。</translation>
    </message>
    <message>
        <source>Saving opens all videos again.</source>
        <translation>保存后所有视频将重新打开。</translation>
    </message>
</context>
<context>
    <name>StatusBar</name>
    <message>
        <source>SIP %1 UDP and TCP</source>
        <translation>SIP %1 UDP/TCP</translation>
    </message>
    <message>
        <source>SIP port %1 is taken</source>
        <translation>SIP 端口 %1 被占用</translation>
    </message>
    <message>
        <source>Not listening on port %1</source>
        <translation>未能监听端口 %1</translation>
    </message>
    <message>
        <source>%1 of %2 devices online</source>
        <translation>设备在线 %1/%2</translation>
    </message>
    <message>
        <source>No devices</source>
        <translation>没有设备</translation>
    </message>
    <message>
        <source>%1 waiting to be accepted</source>
        <translation>待接纳 %1</translation>
    </message>
    <message>
        <source>No streams</source>
        <translation>没有视频流</translation>
    </message>
    <message>
        <source>Streams: %1   %2</source>
        <translation>视频流 %1   %2</translation>
    </message>
    <message>
        <source>Packets lost: %1 of %2</source>
        <translation>丢包 %1/%2</translation>
    </message>
    <message>
        <source>Not understood: %1</source>
        <translation>未识别 %1</translation>
    </message>
</context>
<context>
    <name>Timeline</name>
    <message>
        <source>Timeline</source>
        <translation>时间轴</translation>
    </message>
    <message>
        <source>Recordings appear here on a timeline</source>
        <translation>录像显示在此时间轴上</translation>
    </message>
    <message>
        <source>Nothing was recorded after %1.</source>
        <translation>%1 之后没有录像。</translation>
    </message>
    <message>
        <source>Nothing recorded here: playing from %1.</source>
        <translation>此处无录像，从 %1 开始回放。</translation>
    </message>
    <message>
        <source>not searched</source>
        <translation>未检索</translation>
    </message>
    <message>
        <source>nothing recorded</source>
        <translation>无录像</translation>
    </message>
</context>
<context>
    <name>TopBar</name>
    <message>
        <source>Devices that wait to be accepted</source>
        <translation>等待接纳的设备</translation>
    </message>
    <message>
        <source>Live</source>
        <translation>实时</translation>
    </message>
    <message>
        <source>Devices</source>
        <translation>设备</translation>
    </message>
    <message>
        <source>Settings</source>
        <translation>设置</translation>
    </message>
    <message>
        <source>A simulated site; only this computer can be reached by it.</source>
        <translation>模拟站点，仅在本机运行。</translation>
    </message>
    <message>
        <source>Leave the demo</source>
        <translation>退出演示</translation>
    </message>
</context>
<context>
    <name>ValueRow</name>
    <message>
        <source>Copy</source>
        <translation>复制</translation>
    </message>
</context>
<context>
    <name>Wall</name>
    <message>
        <source>Video wall</source>
        <translation>视频墙</translation>
    </message>
    <message>
        <source>As in the settings</source>
        <translation>跟随设置</translation>
    </message>
</context>
<context>
    <name>WallBar</name>
    <message>
        <source>Tiles: %1</source>
        <translation>%1 画面</translation>
    </message>
    <message>
        <source>Previous page</source>
        <translation>上一页</translation>
    </message>
    <message>
        <source>Next page</source>
        <translation>下一页</translation>
    </message>
    <message>
        <source>More</source>
        <translation>更多</translation>
    </message>
    <message>
        <source>Close all tiles</source>
        <translation>关闭全部画面</translation>
    </message>
    <message>
        <source>Wall only</source>
        <translation>仅显示视频墙</translation>
    </message>
    <message>
        <source>Channels: %1</source>
        <translation>通道：%1</translation>
    </message>
    <message>
        <source>on other pages: %1</source>
        <translation>其他页：%1</translation>
    </message>
</context>
<context>
    <name>_PendingCard</name>
    <message>
        <source>last try %1, tries: %2; it tries again within about %3 s</source>
        <translation>最近尝试：%1，共 %2 次；约 %3 秒内会再次尝试</translation>
    </message>
    <message>
        <source>Accept</source>
        <translation>接受</translation>
    </message>
    <message>
        <source>Refuse</source>
        <translation>拒绝</translation>
    </message>
    <message>
        <source>Its password</source>
        <translation>设备密码</translation>
    </message>
    <message>
        <source>The one typed into the device; empty: it must know the site password.</source>
        <translation>设备中已填写的密码；留空则设备须使用通用密码。</translation>
    </message>
</context>
<context>
    <name>app</name>
    <message>
        <source>Vigil is already running.</source>
        <translation>Vigil 已在运行。</translation>
    </message>
    <message>
        <source>Another one uses %1. Close that one, or start this with another directory.</source>
        <translation>另一个 Vigil 正在使用 %1。请先关闭它，或改用其他目录启动。</translation>
    </message>
</context>
<context>
    <name>device_tree</name>
    <message>
        <source>Play</source>
        <translation>播放</translation>
    </message>
    <message>
        <source>Play %1 channels</source>
        <translation>播放 %1 个通道</translation>
    </message>
    <message>
        <source>Search recordings</source>
        <translation>检索录像</translation>
    </message>
    <message>
        <source>Refresh channels</source>
        <translation>刷新通道</translation>
    </message>
    <message>
        <source>Device information</source>
        <translation>设备信息</translation>
    </message>
    <message>
        <source>Device options</source>
        <translation>设备选项</translation>
    </message>
    <message>
        <source>Add a channel by hand</source>
        <translation>手动添加通道</translation>
    </message>
    <message>
        <source>Copy ID</source>
        <translation>复制编号</translation>
    </message>
    <message>
        <source>Remove this channel</source>
        <translation>删除此通道</translation>
    </message>
    <message>
        <source>%1 more – show the next 1000, or type to filter</source>
        <translation>还有 %1 个 – 再显示 1000 个，或输入文字筛选</translation>
    </message>
    <message>
        <source>Missing from the last complete list. Remove it from the menu.</source>
        <translation>最近一次完整目录中已没有此通道，可从右键菜单删除。</translation>
    </message>
</context>
<context>
    <name>devices</name>
    <message>
        <source>never</source>
        <translation>从未</translation>
    </message>
    <message>
        <source>Device</source>
        <translation>设备</translation>
    </message>
    <message>
        <source>State</source>
        <translation>状态</translation>
    </message>
    <message>
        <source>Channels</source>
        <translation>通道</translation>
    </message>
    <message>
        <source>Last seen</source>
        <translation>最近通信</translation>
    </message>
    <message>
        <source>Address</source>
        <translation>地址</translation>
    </message>
    <message>
        <source>ID</source>
        <translation>编号</translation>
    </message>
    <message>
        <source>Channel list</source>
        <translation>通道目录</translation>
    </message>
    <message>
        <source>Make, model, firmware</source>
        <translation>厂商、型号、固件</translation>
    </message>
    <message>
        <source>Edition</source>
        <translation>标准版本</translation>
    </message>
</context>
<context>
    <name>ptz</name>
    <message>
        <source>The camera was not moved.</source>
        <translation>云台未动作。</translation>
    </message>
    <message>
        <source>Preset %1 called.</source>
        <translation>已调用预置位 %1。</translation>
    </message>
    <message>
        <source>Preset %1 was not called.</source>
        <translation>预置位 %1 未能调用。</translation>
    </message>
    <message>
        <source>Saved as preset %1.</source>
        <translation>已保存为预置位 %1。</translation>
    </message>
    <message>
        <source>Preset %1 was not saved.</source>
        <translation>预置位 %1 未能保存。</translation>
    </message>
    <message>
        <source>Preset %1 deleted.</source>
        <translation>已删除预置位 %1。</translation>
    </message>
    <message>
        <source>Preset %1 was not deleted.</source>
        <translation>预置位 %1 未能删除。</translation>
    </message>
    <message>
        <source>The list of presets is the one known before.</source>
        <translation>预置位列表未更新。</translation>
    </message>
</context>
<context>
    <name>records</name>
    <message>
        <source>Recordings: %1</source>
        <translation>录像：%1 段</translation>
    </message>
    <message>
        <source>Cancelled; found so far: %1</source>
        <translation>已取消，已找到 %1 段</translation>
    </message>
    <message>
        <source>Searching…</source>
        <translation>正在检索…</translation>
    </message>
    <message>
        <source>Cancelled</source>
        <translation>已取消</translation>
    </message>
    <message>
        <source>The device sent %1 recordings and not all of its answer.</source>
        <translation>设备已发送 %1 段录像，应答不完整。</translation>
    </message>
    <message>
        <source>The device announced %1 recordings and sent %2.</source>
        <translation>设备声明 %1 段录像，实际发送 %2 段。</translation>
    </message>
    <message>
        <source>No recordings on this day</source>
        <translation>当天无录像</translation>
    </message>
    <message>
        <source>No recordings in this span</source>
        <translation>该时段无录像</translation>
    </message>
    <message>
        <source>%1 of %2</source>
        <translation>%1 / %2</translation>
    </message>
</context>
<context>
    <name>wall</name>
    <message>
        <source>Try %1</source>
        <translation>改用 %1</translation>
    </message>
    <message>
        <source>Retry now</source>
        <translation>立即重试</translation>
    </message>
    <message>
        <source>Try another transport</source>
        <translation>更换传输方式</translation>
    </message>
    <message>
        <source>Play again</source>
        <translation>重新播放</translation>
    </message>
    <message>
        <source>Pause or go on</source>
        <translation>暂停/继续</translation>
    </message>
    <message>
        <source>Back to live</source>
        <translation>返回实时</translation>
    </message>
    <message>
        <source>Enlarge or reduce</source>
        <translation>放大/还原</translation>
    </message>
    <message>
        <source>Steer the camera</source>
        <translation>云台控制</translation>
    </message>
    <message>
        <source>Search recordings of this channel</source>
        <translation>检索此通道的录像</translation>
    </message>
    <message>
        <source>Show figures of the streams</source>
        <translation>显示码流信息</translation>
    </message>
    <message>
        <source>Media transport of this device</source>
        <translation>此设备的媒体传输方式</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>关闭</translation>
    </message>
    <message>
        <source>lost %1 %  jitter %2 ms  delay %3 ms</source>
        <translation>丢包 %1 %  抖动 %2 ms  延时 %3 ms</translation>
    </message>
    <message>
        <source>foreign %1  not decoded in time %2  unreadable %3</source>
        <translation>外来包 %1  未及解码 %2  无法解析 %3</translation>
    </message>
    <message>
        <source>Waiting for %1 to register</source>
        <translation>等待 %1 注册</translation>
    </message>
    <message>
        <source>Waiting for a device with channel %1</source>
        <translation>等待拥有通道 %1 的设备</translation>
    </message>
    <message>
        <source>It plays as soon as the device is there.</source>
        <translation>设备上线后立即播放。</translation>
    </message>
    <message>
        <source>last heard %1 (%2)</source>
        <translation>最近通信 %1（%2）</translation>
    </message>
    <message>
        <source>The device is offline</source>
        <translation>设备离线</translation>
    </message>
    <message>
        <source>It plays again by itself once the device registers.</source>
        <translation>设备重新注册后自动恢复播放。</translation>
    </message>
    <message>
        <source>next try in %1 s</source>
        <translation>%1 秒后重试</translation>
    </message>
    <message>
        <source>End of the recording</source>
        <translation>录像已播放完毕</translation>
    </message>
    <message>
        <source>%1 s old</source>
        <translation>%1 秒前的画面</translation>
    </message>
    <message>
        <source>%1 old</source>
        <translation>%1 前的画面</translation>
    </message>
    <message>
        <source>Stop not confirmed</source>
        <translation>停止未确认</translation>
    </message>
    <message>
        <source>Damaged picture</source>
        <translation>画面受损</translation>
    </message>
    <message>
        <source>Paused</source>
        <translation>已暂停</translation>
    </message>
</context>
<context>
    <name>wording</name>
    <message>
        <source>Something went wrong inside Vigil.</source>
        <translation>Vigil 内部出错。</translation>
    </message>
    <message>
        <source>Try again. The log file has the details.</source>
        <translation>请重试。详细信息见日志文件。</translation>
    </message>
    <message>
        <source>This device or channel is not known.</source>
        <translation>未知的设备或通道。</translation>
    </message>
    <message>
        <source>Wait until it registers, or add it on the Devices page.</source>
        <translation>请等待其注册，或在“设备”页面添加。</translation>
    </message>
    <message>
        <source>The device is offline.</source>
        <translation>设备离线。</translation>
    </message>
    <message>
        <source>It registers by itself once it has power and network. If it does not, compare the values typed into it with those on the Devices page.</source>
        <translation>设备通电并连上网络后会自动注册。如仍未注册，请核对设备中填写的参数与“设备”页面是否一致。</translation>
    </message>
    <message>
        <source>The device took the request, but its answer never came.</source>
        <translation>设备已接受请求，但没有返回结果。</translation>
    </message>
    <message>
        <source>The device does not answer.</source>
        <translation>设备没有应答。</translation>
    </message>
    <message>
        <source>Try again. If it stays silent, check the network or restart the device.</source>
        <translation>请重试。如仍无应答，请检查网络或重启设备。</translation>
    </message>
    <message>
        <source>%1: waited %2 s</source>
        <translation>%1：已等待 %2 秒</translation>
    </message>
    <message>
        <source>The device cannot be reached.</source>
        <translation>无法连接设备。</translation>
    </message>
    <message>
        <source>Check the network. It can be used again after its next registration.</source>
        <translation>请检查网络。设备重新注册后即可恢复使用。</translation>
    </message>
    <message>
        <source>The device is busy.</source>
        <translation>设备忙。</translation>
    </message>
    <message>
        <source>It may serve no more videos at once. Close others of this device, or wait a little.</source>
        <translation>设备可能已达到同时取流的上限。请关闭该设备的其他视频，或稍候再试。</translation>
    </message>
    <message>
        <source>The device does not know this channel.</source>
        <translation>设备中没有此通道。</translation>
    </message>
    <message>
        <source>Refresh its channels.</source>
        <translation>请刷新设备的通道。</translation>
    </message>
    <message>
        <source>The device does not accept this way of sending video.</source>
        <translation>设备不支持这种媒体传输方式。</translation>
    </message>
    <message>
        <source>Choose another media transport for it on the Devices page.</source>
        <translation>请在“设备”页面为其选择其他媒体传输方式。</translation>
    </message>
    <message>
        <source>The device does not allow this.</source>
        <translation>设备拒绝访问。</translation>
    </message>
    <message>
        <source>Compare the server ID and domain typed into it with the settings.</source>
        <translation>请核对设备中填写的服务器编号和 SIP 域与本平台设置是否一致。</translation>
    </message>
    <message>
        <source>The channel is not available.</source>
        <translation>通道不可用。</translation>
    </message>
    <message>
        <source>The camera behind the device may be switched off or disconnected.</source>
        <translation>设备下挂的摄像机可能已关机或断开。</translation>
    </message>
    <message>
        <source>The device reports an error of its own.</source>
        <translation>设备内部出错。</translation>
    </message>
    <message>
        <source>Try again; restart the device if it stays so.</source>
        <translation>请重试；如持续出现，请重启设备。</translation>
    </message>
    <message>
        <source>The device refused.</source>
        <translation>设备拒绝了请求。</translation>
    </message>
    <message>
        <source>It may not support this, or not for this channel.</source>
        <translation>设备或该通道可能不支持此功能。</translation>
    </message>
    <message>
        <source>The device&apos;s answer cannot be used.</source>
        <translation>设备的应答无法使用。</translation>
    </message>
    <message>
        <source>Newer firmware may help. The Devices page lists what was not understood.</source>
        <translation>升级固件可能有帮助。“设备”页面列出了未识别的内容。</translation>
    </message>
    <message>
        <source>A firewall or a wrong media address is the usual cause. Try TCP passive for this device.</source>
        <translation>通常是防火墙或媒体接收地址有误。可尝试将此设备改为 TCP 被动。</translation>
    </message>
    <message>
        <source>The device did not connect to us: check the firewall and the media address, or try UDP.</source>
        <translation>设备没有连接本平台：请检查防火墙和媒体接收地址，或改用 UDP。</translation>
    </message>
    <message>
        <source>We could not connect to the device, or it stays silent: try TCP passive or UDP.</source>
        <translation>无法连接设备，或设备没有发送数据：请改用 TCP 被动或 UDP。</translation>
    </message>
    <message>
        <source>The device agreed, but no video arrives.</source>
        <translation>设备已应答，但收不到视频。</translation>
    </message>
    <message>
        <source>%1, port %2: nothing for %3 s</source>
        <translation>%1，端口 %2：%3 秒内未收到数据</translation>
    </message>
    <message>
        <source>Video arrives, but no picture can be made of it.</source>
        <translation>收到了视频数据，但无法解码出画面。</translation>
    </message>
    <message>
        <source>Set the camera to H.264 or H.265, without vendor extensions.</source>
        <translation>请将摄像机编码设为标准 H.264 或 H.265，并关闭厂商智能编码。</translation>
    </message>
    <message>
        <source>The video has stopped.</source>
        <translation>视频中断。</translation>
    </message>
    <message>
        <source>It is opened again automatically.</source>
        <translation>系统会自动重新打开。</translation>
    </message>
    <message>
        <source>no packet for %1 s</source>
        <translation>%1 秒未收到数据</translation>
    </message>
    <message>
        <source>The device ended the video.</source>
        <translation>设备结束了视频。</translation>
    </message>
    <message>
        <source>The part of Vigil that receives video is being restarted.</source>
        <translation>视频接收模块正在重启。</translation>
    </message>
    <message>
        <source>Nothing to do: the picture comes back by itself.</source>
        <translation>无需操作，画面会自动恢复。</translation>
    </message>
    <message>
        <source>All media ports are in use.</source>
        <translation>媒体端口已全部占用。</translation>
    </message>
    <message>
        <source>Close some videos, or widen the range of media ports in the settings.</source>
        <translation>请关闭部分视频，或在设置中扩大媒体端口范围。</translation>
    </message>
    <message>
        <source>Another program is using port %1.</source>
        <translation>端口 %1 已被其他程序占用。</translation>
    </message>
    <message>
        <source>Close that program, or choose another port in the settings and type it into the cameras too.</source>
        <translation>请关闭该程序，或在设置中改用其他端口，并同步修改摄像机。</translation>
    </message>
    <message>
        <source>Vigil cannot listen on %1.</source>
        <translation>无法监听 %1。</translation>
    </message>
    <message>
        <source>Choose an address of this computer in the settings; 0.0.0.0 means all of them.</source>
        <translation>请在设置中选择本机的地址；0.0.0.0 表示全部地址。</translation>
    </message>
    <message>
        <source>The file could not be written.</source>
        <translation>文件写入失败。</translation>
    </message>
    <message>
        <source>Check the free space and your rights, or choose another folder.</source>
        <translation>请检查磁盘空间和权限，或选择其他文件夹。</translation>
    </message>
    <message>
        <source>The device cannot do this.</source>
        <translation>设备不支持此功能。</translation>
    </message>
    <message>
        <source>password not shown yet</source>
        <translation>尚未验证密码</translation>
    </message>
    <message>
        <source>password right</source>
        <translation>密码正确</translation>
    </message>
    <message>
        <source>password wrong</source>
        <translation>密码错误</translation>
    </message>
    <message>
        <source>channels not asked for yet</source>
        <translation>尚未查询通道</translation>
    </message>
    <message>
        <source>channels could not be read</source>
        <translation>通道查询失败</translation>
    </message>
    <message>
        <source>complete (%1)</source>
        <translation>已完整接收（%1）</translation>
    </message>
    <message>
        <source>asking for channels…</source>
        <translation>正在查询通道…</translation>
    </message>
    <message>
        <source>%1 received</source>
        <translation>已接收 %1</translation>
    </message>
    <message>
        <source>%1 of %2 received</source>
        <translation>已接收 %1 / %2</translation>
    </message>
    <message>
        <source>no longer in the device&apos;s list</source>
        <translation>已不在设备目录中</translation>
    </message>
    <message>
        <source>device offline</source>
        <translation>设备离线</translation>
    </message>
    <message>
        <source>online</source>
        <translation>在线</translation>
    </message>
    <message>
        <source>offline</source>
        <translation>离线</translation>
    </message>
    <message>
        <source>video lost</source>
        <translation>视频丢失</translation>
    </message>
    <message>
        <source>defective</source>
        <translation>故障</translation>
    </message>
    <message>
        <source>shows no password</source>
        <translation>未提供密码</translation>
    </message>
    <message>
        <source>TCP passive</source>
        <translation>TCP 被动</translation>
    </message>
    <message>
        <source>TCP active</source>
        <translation>TCP 主动</translation>
    </message>
    <message>
        <source>Opening a media port</source>
        <translation>打开媒体端口</translation>
    </message>
    <message>
        <source>Asking the device</source>
        <translation>正在向设备点播</translation>
    </message>
    <message>
        <source>The device prepares the video</source>
        <translation>设备正在准备视频</translation>
    </message>
    <message>
        <source>Waiting for the first packet</source>
        <translation>等待首个数据包</translation>
    </message>
    <message>
        <source>Waiting for the first picture</source>
        <translation>等待首帧画面</translation>
    </message>
    <message>
        <source>All types</source>
        <translation>全部类型</translation>
    </message>
    <message>
        <source>Continuous</source>
        <translation>定时</translation>
    </message>
    <message>
        <source>Alarm</source>
        <translation>报警</translation>
    </message>
    <message>
        <source>Manual</source>
        <translation>手动</translation>
    </message>
    <message>
        <source>20 digits are needed.</source>
        <translation>必须为 20 位数字。</translation>
    </message>
    <message>
        <source>Ten digits as a rule; a host name or an address also work.</source>
        <translation>一般为 10 位数字，也可以是主机名或地址。</translation>
    </message>
    <message>
        <source>This is not an IP address.</source>
        <translation>不是有效的 IP 地址。</translation>
    </message>
    <message>
        <source>No device can send video to this address.</source>
        <translation>设备无法向该地址发送视频。</translation>
    </message>
    <message>
        <source>A port is a number from 1 to 65535.</source>
        <translation>端口号应为 1 到 65535。</translation>
    </message>
    <message>
        <source>First and last port, from %1 to 65535, like 30000-30999.</source>
        <translation>起止端口须在 %1 到 65535 之间，例如 30000-30999。</translation>
    </message>
    <message>
        <source>Each video needs an even port and the one above it.</source>
        <translation>每路视频需要一个偶数端口及其后一个端口。</translation>
    </message>
    <message>
        <source>Only letters, digits and signs that every camera can type.</source>
        <translation>只能使用英文字母、数字和英文符号。</translation>
    </message>
    <message>
        <source>This is too long.</source>
        <translation>内容过长。</translation>
    </message>
    <message>
        <source>Choose one of the values offered.</source>
        <translation>请从列出的选项中选择。</translation>
    </message>
    <message>
        <source>settings.toml: %1 has a wrong value; the default is used.</source>
        <translation>settings.toml：%1 的值有误，已使用默认值。</translation>
    </message>
    <message>
        <source>settings.toml cannot be read; the defaults are used.</source>
        <translation>settings.toml 无法读取，已使用默认值。</translation>
    </message>
    <message>
        <source>settings.toml: %1 is not known.</source>
        <translation>settings.toml：未知的设置项 %1。</translation>
    </message>
    <message>
        <source>Correct it on the Settings page.</source>
        <translation>请在“设置”页面更正。</translation>
    </message>
    <message>
        <source>just now</source>
        <translation>刚刚</translation>
    </message>
    <message>
        <source>%1 s ago</source>
        <translation>%1 秒前</translation>
    </message>
    <message>
        <source>%1 min ago</source>
        <translation>%1 分钟前</translation>
    </message>
    <message>
        <source>%1 h ago</source>
        <translation>%1 小时前</translation>
    </message>
    <message>
        <source>%1 d ago</source>
        <translation>%1 天前</translation>
    </message>
    <message>
        <source>SIP message that cannot be read</source>
        <translation>无法识别的 SIP 消息</translation>
    </message>
    <message>
        <source>Something else may be talking to the SIP port, or a device is faulty.</source>
        <translation>可能有其他程序在访问 SIP 端口，或设备存在故障。</translation>
    </message>
    <message>
        <source>Message text that cannot be read</source>
        <translation>无法识别的消息内容</translation>
    </message>
    <message>
        <source>The XML is damaged or cut off; newer firmware may help.</source>
        <translation>XML 已损坏或不完整；升级固件可能有帮助。</translation>
    </message>
    <message>
        <source>Media description that cannot be read</source>
        <translation>无法识别的媒体描述</translation>
    </message>
    <message>
        <source>The device&apos;s SDP lacks what is needed to receive its video.</source>
        <translation>设备的 SDP 缺少接收视频所需的内容。</translation>
    </message>
    <message>
        <source>Media packets that cannot be read</source>
        <translation>无法识别的媒体数据包</translation>
    </message>
    <message>
        <source>Something else may be sending to a media port.</source>
        <translation>可能有其他程序在向媒体端口发送数据。</translation>
    </message>
    <message>
        <source>Video stream that cannot be read</source>
        <translation>无法识别的视频流</translation>
    </message>
    <message>
        <source>The device does not send the agreed program stream.</source>
        <translation>设备发送的不是约定的 PS 流。</translation>
    </message>
    <message>
        <source>Message that nobody waits for</source>
        <translation>非预期的消息</translation>
    </message>
    <message>
        <source>Mostly harmless: a late answer, or a device that is not admitted.</source>
        <translation>一般无害：迟到的应答，或来自未接入的设备。</translation>
    </message>
    <message>
        <source>Too many messages; the excess is dropped unread</source>
        <translation>消息过多，超出部分已丢弃</translation>
    </message>
    <message>
        <source>Look for a faulty device or a scan at this address.</source>
        <translation>请检查该地址是否有故障设备或网络扫描。</translation>
    </message>
    <message>
        <source>Connection that stopped in the middle of a message</source>
        <translation>连接在消息传输中途停顿</translation>
    </message>
    <message>
        <source>The network may be bad, or something else connects to the port.</source>
        <translation>网络可能不稳定，或有其他程序连接该端口。</translation>
    </message>
    <message>
        <source>A decoder ended and was replaced</source>
        <translation>解码进程退出，已自动替换</translation>
    </message>
    <message>
        <source>The named channel was being decoded; its stream may be damaged.</source>
        <translation>当时正在解码所示通道，其码流可能已损坏。</translation>
    </message>
    <message>
        <source>The media receiver ended and was replaced</source>
        <translation>媒体接收进程异常退出，已自动重启</translation>
    </message>
    <message>
        <source>All videos were interrupted for a moment and came back by themselves.</source>
        <translation>所有视频短暂中断，已自动恢复。</translation>
    </message>
    <message>
        <source>A known device was refused for its password</source>
        <translation>已接纳的设备因密码不正确被拒绝</translation>
    </message>
    <message>
        <source>Type the same password into the device and, under its options, here.</source>
        <translation>请在设备上和此处的设备选项中填写相同的密码。</translation>
    </message>
</context>
</TS>
