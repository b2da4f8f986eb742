; Inno Setup 6: the Windows setup program, from dist\zhikang. Started by installer\build.py with /DVersion=...
; Installs for one user without administrator rights; the office file is never touched, also not by removing the program.
#ifndef Version
  #define Version "0.0.0"
#endif

[Setup]
AppId={{6E0A1B57-5C1E-4C0B-9C55-7E1C8A40D2B3}
AppName=职康网格
AppVersion={#Version}
AppVerName=职康网格 {#Version}
DefaultDirName={autopf}\Zhikang
DefaultGroupName=职康网格
DisableProgramGroupPage=yes
PrivilegesRequired=lowest
ArchitecturesAllowed=x64compatible
ArchitecturesInstallIn64BitMode=x64compatible
MinVersion=10.0.17763
LicenseFile=..\LICENSE
OutputDir=..\dist
OutputBaseFilename=zhikang-{#Version}-setup
Compression=lzma2
SolidCompression=yes
UninstallDisplayIcon={app}\zhikang.exe
CloseApplications=yes

[Languages]
#if FileExists(CompilerPath + "Languages\ChineseSimplified.isl")
Name: "zh"; MessagesFile: "compiler:Languages\ChineseSimplified.isl"
#else
Name: "en"; MessagesFile: "compiler:Default.isl"
#endif

[InstallDelete]
; Files of an older version must not mix with the new ones.
Type: filesandordirs; Name: "{app}\_internal"

[Files]
Source: "..\dist\zhikang\*"; DestDir: "{app}"; Flags: ignoreversion recursesubdirs createallsubdirs

[Icons]
Name: "{group}\职康网格"; Filename: "{app}\zhikang.exe"
Name: "{autodesktop}\职康网格"; Filename: "{app}\zhikang.exe"; Tasks: desktopicon

[Tasks]
Name: "desktopicon"; Description: "在桌面放一个图标"

[Run]
Filename: "{app}\zhikang.exe"; Description: "现在打开职康网格"; Flags: nowait postinstall skipifsilent
